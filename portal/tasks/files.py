"""Doors to the work on files: previews, and uploads that nobody finished."""

from celery import shared_task

from portal.services import previews, resumable


@shared_task(name="portal.make_preview", ignore_result=True)
def make_preview(digest: str) -> None:
    """Make one preview; a second delivery finds it made or in hand."""
    previews.preview_make(digest)


@shared_task(name="portal.retry_previews", ignore_result=True)
def retry_previews() -> None:
    """Nudge again for previews that wait."""
    previews.previews_retry()


@shared_task(name="portal.expire_uploads", ignore_result=True)
def expire_uploads() -> None:
    """Forget uploads whose time is over."""
    resumable.uploads_expire()
