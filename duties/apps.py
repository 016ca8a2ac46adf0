"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class DutiesConfig(AppConfig):
    """The app duties."""

    name = "duties"
    verbose_name = "责任与台账"

    def ready(self) -> None:
        """Let the ledger follow the facts, whose models are loaded only now."""
        import_string("duties.following.follow_facts")()
        import_string("duties.views.inbox.join")()
        add_page, access = import_string("portal.registry.add_page"), import_string("portal.access")
        add_page("规则库", "rulebook", roles=access.BUSINESS, order=60)
