"""Stops storing an upload the moment it passes the limit, so that a huge file fills neither memory nor disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

MOST_FILES = 20
"""So many files one form takes."""


class LimitedUploadHandler(FileUploadHandler):
    """Counts what comes in; past the limit the file is left out, and the form learns its name from the request."""

    taken = 0
    whole = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count another file."""
        super().new_file(*args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the bytes on; raises SkipFile where the file, or all of them together, grow too large."""
        self.taken += len(raw_data)
        self.whole += len(raw_data)
        limit = settings.UPLOAD_LIMIT_BYTES
        if self.taken > limit or self.whole > limit * MOST_FILES:
            assert self.request is not None
            oversized_uploads(self.request).append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the finished file to the handlers that keep it."""


def oversized_uploads(request: HttpRequest) -> list[str]:
    """The names of files that were left out of this request for their size."""
    if not hasattr(request, "oversized"):
        request.oversized = []  # type: ignore[attr-defined]
    names: list[str] = request.oversized  # type: ignore[attr-defined]
    return names
