"""Application configuration."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate

from portal import checks
from portal.database import grant_application_role


class PortalConfig(AppConfig):
    """The shell: units, people, accounts, access, documents, jobs, messages."""

    name = "portal"
    verbose_name = "平台"

    def ready(self) -> None:
        """Let the grants of the application's database role follow each migration; add the system checks."""
        register(checks.check_production, "security")
        post_migrate.connect(grant_application_role, sender=self)
