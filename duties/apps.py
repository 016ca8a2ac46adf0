"""Application configuration."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """The app duties."""

    name = "duties"
    verbose_name = "责任与台账"
