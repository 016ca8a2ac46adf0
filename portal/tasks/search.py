"""Door to the index of searching."""

from celery import shared_task

from portal.services.search_rebuild import TASK, search_rebuild


@shared_task(name=TASK, ignore_result=True)
def index_search() -> None:
    """Put right whatever does not agree with its source; a second run finds nothing to do."""
    search_rebuild()
