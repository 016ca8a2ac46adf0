"""Application configuration."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string

from portal import checks
from portal.database import grant_application_role


class PortalConfig(AppConfig):
    """The shell: units, people, accounts, access, documents, jobs, messages."""

    name = "portal"
    verbose_name = "平台"

    def ready(self) -> None:
        """Let the grants of the application's database role follow each migration; add system checks and jobs."""
        register(checks.check_production, "security")
        register(checks.check_paper_fonts)
        post_migrate.connect(grant_application_role, sender=self)
        role, add_page = import_string("portal.models.Role"), import_string("portal.registry.add_page")
        add_page("运行状况", "health", roles=[role.SYSTEM_ADMIN, role.OFFICE], order=79)
        add_page("消息接口", "endpoints", roles=[role.SYSTEM_ADMIN], order=80)
        add_page("送达情况", "deliveries", roles=[role.SYSTEM_ADMIN], order=81)
        add_page("工作日", "working-days", roles=[role.SYSTEM_ADMIN], order=82)
        add_page("接口令牌", "tokens-all", roles=[role.SECURITY_ADMIN], order=82, under=("/tokens/",))
        import_string("portal.document_part.join")()
        import_string("portal.api.told.join")()
        for name, listing in (
            ("deliveries", "deliveries.DeliveryList"),
            ("document-register", "documents.NumberList"),
            ("documents", "documents.DocumentList"),
            ("jobs", "jobs.JobList"),
        ):
            import_string("portal.lists.known.add_list")(name, f"portal.listings.{listing}")
        import_string("portal.registry.add_job_kind")(
            "list_export", "portal.services.list_export.list_export_work"
        )
        import_string("portal.registry.add_job_kind")("manual", "portal.services.manual.manual_work")
        import_string("portal.search_part.join")()
        import_string("portal.package_part.join")()
