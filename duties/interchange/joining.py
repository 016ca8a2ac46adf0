"""What the shell is told of imports: the kinds of jobs, and where the page stands."""

from duties.services.data_export import EXPORT_JOB
from duties.services.imports import CHECK_JOB, IMPORT_JOB, IMPORTERS
from portal import registry


def join() -> None:
    """Add jobs and page."""
    registry.add_job_kind(CHECK_JOB, "duties.interchange.work.data_check")
    registry.add_job_kind(IMPORT_JOB, "duties.interchange.work.data_import")
    registry.add_job_kind(EXPORT_JOB, "duties.interchange.export_work.data_export")
    registry.add_page("数据导入", "imports", roles=IMPORTERS, order=75)
