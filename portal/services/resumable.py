"""Uploads that go on where the line broke: announced, sent piece by piece, taken in once they are whole.

The bytes that have come lie in a file of the upload's own, whose length is the only account of how many there are: a
server that is stopped in the middle loses none of them, and two connections of one upload never write the same place.
"""

import contextlib
import datetime as dt
import fcntl
import os
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum

from portal import clock
from portal.access import Actor
from portal.models import Account, Upload
from portal.services.files import safe_name
from portal.services.intake import upload_take
from portal.services.uploads import check_announced
from portal.uploads.claims import claims_of

KEPT_FOR = dt.timedelta(hours=24)
"""So long an upload may be gone on with, and its answer asked for again."""
HOUR = dt.timedelta(hours=1)


class UploadLimitError(ValidationError):
    """The account has sent as much as one may for now."""


class OffsetError(Exception):
    """The upload is at another place: another connection goes on with it, or this one is behind."""


class IncompleteError(Exception):
    """Not all of the file is there yet."""


@transaction.atomic
def upload_begin(*, actor: Actor, name: str, size: int, told: Mapping[str, str]) -> Upload:
    """Announce a file; raises ValidationError for one that would be refused, UploadLimitError beyond one's measure."""
    if actor.account is None:
        raise PermissionDenied
    check_announced(name, size)
    _check_measure(actor.account, size)
    now = clock.now()
    upload = Upload(
        account=actor.account,
        name=safe_name(name),
        size=size,
        claims={key: value for key, value in told.items() if key in CLAIMED},
        begun_at=now,
        expires_at=now + KEPT_FOR,
    )
    upload.full_clean(exclude=["account"])
    upload.save(force_insert=True)
    path = path_of(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o640)
    return upload


CLAIMED = frozenset({"sha256", "original_sha256", "original_size", "taken", "taken_offset"})


def _check_measure(account: Account, size: int) -> None:
    """Raise UploadLimitError where the account would go beyond its measure; its uploads are counted one after another."""
    Account.objects.select_for_update().get(pk=account.pk)
    recent = Upload.objects.filter(account=account)
    if recent.filter(begun_at__gt=clock.now() - HOUR).count() >= settings.UPLOADS_AN_HOUR:
        raise UploadLimitError("一小时内上传的文件过多;请稍后再传。")
    day = recent.filter(begun_at__gt=clock.now() - KEPT_FOR).aggregate(sum=Sum("size"))["sum"] or 0
    if day + size > settings.UPLOAD_QUOTA_BYTES:
        raise UploadLimitError(
            f"一天内上传的文件合计不得超过 {settings.UPLOAD_QUOTA_BYTES // 1024 // 1024} MB;请压缩后或明天再传。"
        )


def upload_append(*, upload: Upload, offset: int, pieces: Iterable[bytes]) -> int:
    """Write what comes from `offset` on, and say how far the upload is; raises OffsetError.

    Each piece is written under a lock of a moment and only where the file still ends at its place, so a connection
    that was given up, and wakes later, writes nothing. Where `pieces` break off, what came before stays.
    """
    path = path_of(upload)
    place = offset
    if received(upload) != offset:
        raise OffsetError
    for piece in pieces:
        with path.open("ab") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            if os.fstat(stream.fileno()).st_size != place or place + len(piece) > upload.size:
                raise OffsetError
            stream.write(piece)
        place += len(piece)
    return place


def received(upload: Upload) -> int:
    """How many bytes of the upload are there."""
    if upload.file_id is not None or upload.fault:
        return upload.size
    with contextlib.suppress(FileNotFoundError):
        return path_of(upload).stat().st_size
    return 0


@transaction.atomic
def upload_finish(*, actor: Actor, upload: Upload) -> Upload:
    """Take in an upload that is all there: it then has its `file`, or the `fault` for which it was refused.

    A second call gives the same. Raises IncompleteError before all of it is there.
    """
    fresh = Upload.objects.select_for_update(of=("self",)).select_related("file").get(pk=upload.pk)
    if fresh.file is not None or fresh.fault:
        return fresh
    if received(fresh) != fresh.size:
        raise IncompleteError
    _take(actor, fresh)
    fresh.save(update_fields=["file", "fault"])
    transaction.on_commit(lambda: path_of(fresh).unlink(missing_ok=True))
    return fresh


def _take(actor: Actor, upload: Upload) -> None:
    """Fill in what came of the upload."""
    with path_of(upload).open("rb") as stream:
        try:
            upload.file = upload_take(
                actor=actor, uploaded=File(stream, name=upload.name), claims=claims_of(upload.claims)
            )
        except ValidationError as error:
            upload.fault = "".join(error.messages)[:500]


def upload_cancel(*, upload: Upload) -> None:
    """Forget an upload under way; what was stored of it already stays in the store."""
    upload.delete()
    path_of(upload).unlink(missing_ok=True)


def uploads_expire() -> int:
    """Forget the uploads whose time is over, and the bytes of such; says how many uploads there were."""
    gone, _ = Upload.objects.filter(expires_at__lte=clock.now()).delete()
    folder = Path(settings.UPLOAD_STORE)
    old = (clock.now() - 2 * KEPT_FOR).timestamp()
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
    return gone


def own_upload(actor: Actor, public_id: uuid.UUID) -> Upload | None:
    """The upload with this id, if it is the actor's own and its time is not over."""
    return Upload.objects.filter(
        public_id=public_id, account=actor.account, expires_at__gt=clock.now()
    ).first()


def path_of(upload: Upload) -> Path:
    """Where the bytes of an upload under way lie."""
    return Path(settings.UPLOAD_STORE) / str(upload.public_id)
