"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class MeetingsConfig(AppConfig):
    """The app meetings."""

    name = "meetings"
    verbose_name = "登记"

    def ready(self) -> None:
        """Add what the shell composes."""
        import_string("portal.registry.add_demo_part")(import_string("meetings.demo.add_entries"))
