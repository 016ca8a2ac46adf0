"""What the parts of an audit package have in common: stored files, and rows of the logs with their digests."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from portal.models import StoredFile, Unit
from portal.models.changes import Change, LogRow
from portal.packages import PackageWriter
from portal.services.changes import sealed_content
from portal.services.files import file_path

ENDING = re.compile(r"\.([A-Za-z0-9]{1,8})$")


def put_file(writer: PackageWriter, folder: str, stored: StoredFile) -> dict[str, Any]:
    """Put the bytes of `stored` under `folder`, once, and give what the package says of it.

    Where they are no longer in the store (a purge leaves hash, size and reason) the path is empty.
    """
    ending = ENDING.search(stored.name)
    path = f"{folder}/{stored.sha256}" + (f".{ending[1].lower()}" if ending else "")
    if not writer.has(path):
        try:
            writer.copy(path, file_path(stored))
        except FileNotFoundError:
            path = ""
    return {
        "path": path,
        "name": stored.name,
        "content_type": stored.content_type,
        "size": stored.size,
        "sha256": stored.sha256,
        "uploaded_sha256": stored.uploaded_sha256,
        "stored_at": stored.stored_at.isoformat(),
    }


def log_lines(rows: Iterable[LogRow]) -> Iterator[dict[str, Any]]:
    """Rows of a log as they were sealed, each with its digest and, of the change log, the code of its unit."""
    codes = dict(Unit.objects.values_list("pk", "code"))
    for row in rows:
        line = {"row": json.loads(sealed_content(row)), "digest": row.digest}
        if isinstance(row, Change):
            line["unit"] = codes.get(row.unit_id or 0, "")
        yield line
