"""Taking in uploaded evidence: each file is judged by itself, and what is good is kept whatever else is wrong."""

from collections.abc import Iterable, Sequence

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import File

from portal.access import Actor
from portal.models import StoredFile
from portal.services.files import file_store
from portal.services.uploads import check_upload
from portal.uploads.handler import MOST_FILES

SALT = "meetings.evidence"
KEPT_FOR = 7 * 24 * 3600
"""So long a form may carry files that are stored but belong to no entry yet."""


def evidence_take(
    *, actor: Actor, uploads: Iterable["File[bytes]"], room: int = MOST_FILES
) -> tuple[list[StoredFile], list[str]]:
    """Store the good ones of `uploads`, `room` at most; gives them and, for the others, why they were refused."""
    stored: list[StoredFile] = []
    faults: list[str] = []
    for upload in uploads:
        if len(stored) >= room:
            faults.append(f"一份登记单最多 {MOST_FILES} 个文件;其余未接收,请合并后再上传。")
            break
        try:
            content_type = check_upload(upload)
        except ValidationError as error:
            faults.extend(error.messages)
        else:
            stored.append(
                file_store(actor=actor, name=upload.name or "", content=upload, content_type=content_type)  # type: ignore[arg-type]
            )
    return stored, faults


def ticket(file: StoredFile, actor: Actor) -> str:
    """A sealed word by which this account's form keeps a stored file until it is sent again."""
    return signing.dumps([file.pk, actor.account.pk if actor.account else None], salt=SALT)


def kept_files(tickets: Sequence[str], actor: Actor) -> tuple[list[StoredFile], list[str]]:
    """The files behind tickets of this account, and what is said where one is outdated, forged or another's."""
    keys = []
    for sealed in tickets:
        try:
            key, account = signing.loads(sealed, salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature:
            continue
        if actor.account is not None and account == actor.account.pk:
            keys.append(key)
    files = list(StoredFile.objects.filter(pk__in=keys).order_by("pk"))
    lost = len(set(tickets)) - len(files)
    return files, [f"有 {lost} 个先前上传的文件已失效,请重新选择。"] if lost > 0 else []
