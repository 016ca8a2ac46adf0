"""Imports at a page: files sent in, checked and taken in by jobs, given up (duties.interchange.work does the jobs).

Whoever holds the role at the unit may go on with what a colleague began; nobody else sees it.
"""

import datetime as dt
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.urls import reverse

from duties.interchange.bounds import FILES_OF, Bounds
from duties.interchange.uploads import keep_uploads
from duties.models import DataImport
from portal import access, clock
from portal.access import Actor
from portal.models import Job
from portal.services.changes import log_change
from portal.services.jobs import UNSETTLED, job_ask, job_cancel

CHECK_JOB, IMPORT_JOB = "data_check", "data_import"
IMPORTERS = tuple(FILES_OF)
State = DataImport.State
KEPT_FOR = dt.timedelta(days=7)
"""So long files wait that nobody takes in or gives up."""


def folder_of(item: DataImport) -> Path:
    """Where the files of an import lie."""
    return imports_folder() / item.public_id.hex


def imports_folder() -> Path:
    """Where all of them lie."""
    return Path(settings.FILE_STORE) / "imports"


def bounds_of(actor: Actor) -> Bounds:
    """What the actor's post may bring. Raises PermissionDenied for a role that imports nothing."""
    post = access.require(actor, *IMPORTERS)
    return Bounds(post.role, post.unit)


def import_begin(*, actor: Actor, uploads: Sequence["File[bytes]"], token: uuid.UUID) -> DataImport:
    """Keep the uploads and have them checked; a second sending of the same form gives what the first made.

    Raises PermissionDenied, and ValidationError with a sentence for each upload that is not taken in.
    """
    bounds = bounds_of(actor)
    assert actor.account is not None
    item = DataImport(
        public_id=token,
        unit=bounds.unit,
        role=bounds.role,
        made_by=actor.account,
        made_as=actor.post.label if actor.post else "",
        made_at=clock.now(),
    )
    if made := DataImport.objects.filter(public_id=token).first():
        return _own(actor, made)
    try:
        kept = keep_uploads(uploads, folder_of(item))
    except FileExistsError:
        raise ValidationError("这些文件正在接收,请稍候在下面的列表中查看;没有列出的,请重新上传。") from None
    item.files = [asdict(file) for file in kept]
    try:
        with transaction.atomic():
            item.save(force_insert=True)
            log_change(
                actor=actor,
                action="dataimport_add",
                target=item,
                unit=item.unit,
                after={"sha256": {file.name: file.sha256 for file in kept}},
            )
            _ask(actor, item, CHECK_JOB, "核对")
    except IntegrityError:
        return _own(actor, DataImport.objects.get(public_id=token))
    return item


def import_check(*, actor: Actor, item: DataImport) -> None:
    """Check the files anew, e.g. after the regulation or the units were put right. Raises ValidationError."""
    with transaction.atomic():
        fresh = _locked(actor, item)
        if fresh.state in (State.DONE, State.GIVEN_UP) or _at_work(fresh):
            raise ValidationError("这次导入正在办理或已经结束,不能重新核对;现显示最新情况。")
        fresh.state = State.CHECKING
        fresh.findings = {}
        _ask(actor, fresh, CHECK_JOB, "核对")


def import_confirm(*, actor: Actor, item: DataImport, mark: str) -> None:
    """Have the files taken in, as the preview with `mark` says. Raises ValidationError where that is another by now."""
    with transaction.atomic():
        fresh = _locked(actor, item)
        if fresh.state != State.READY or fresh.findings.get("mark") != mark:
            raise ValidationError("核对结果已有变化,尚未导入;请核对下面的最新内容。")
        fresh.state = State.IMPORTING
        _ask(actor, fresh, IMPORT_JOB, "导入")


def import_give_up(*, actor: Actor, item: DataImport) -> None:
    """Give an import up: what is under way stops, nothing is written, the files are gone. Raises ValidationError."""
    with transaction.atomic():
        fresh = _locked(actor, item)
        if fresh.state in (State.DONE, State.GIVEN_UP):
            raise ValidationError("这次导入已经结束;现显示最新情况。")
        if fresh.job is not None and _at_work(fresh) and not job_cancel(actor=actor, job=fresh.job):
            raise ValidationError("任务刚刚办结;请核对下面的最新情况。")
        _give_up(actor, fresh)
    shutil.rmtree(folder_of(item), ignore_errors=True)


def drop_stale() -> int:
    """Give up what waited too long, and take away files of no import; returns how many imports were given up."""
    waiting = DataImport.objects.exclude(state__in=[State.DONE, State.GIVEN_UP])
    stale = 0
    for item in waiting.filter(made_at__lt=clock.now() - KEPT_FOR).select_related("job"):
        if not _at_work(item):
            with transaction.atomic():
                _give_up(access.SYSTEM, item)
            stale += 1
    _sweep()
    return stale


def _sweep() -> None:
    """Folders of imports that were given up, or were never entered because the process died."""
    if not imports_folder().exists():
        return
    kept = DataImport.objects.exclude(state=State.GIVEN_UP).values_list("public_id", flat=True)
    names = {public_id.hex for public_id in kept}
    before = (clock.now() - dt.timedelta(days=1)).timestamp()
    for folder in imports_folder().iterdir():
        if folder.name not in names and folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)


def _give_up(actor: Actor, item: DataImport) -> None:
    item.state, item.findings = State.GIVEN_UP, {}
    item.settled_by, item.settled_at = actor.account, clock.now()
    item.save()
    log_change(actor=actor, action="dataimport_drop", target=item, unit=item.unit)


def _at_work(item: DataImport) -> bool:
    return item.job is not None and item.job.state in UNSETTLED


def _own(actor: Actor, item: DataImport) -> DataImport:
    """The import, where it is of the actor's desk; raises PermissionDenied otherwise."""
    bounds = bounds_of(actor)
    if (item.unit_id, item.role) != (bounds.unit.pk, bounds.role):
        raise PermissionDenied
    return item


def _locked(actor: Actor, item: DataImport) -> DataImport:
    rows = DataImport.objects.select_for_update(of=("self",)).select_related("unit", "job")
    return _own(actor, rows.get(pk=item.pk))


def _ask(actor: Actor, item: DataImport, kind: str, verb: str) -> None:
    item.job = job_ask(
        actor=actor,
        kind=kind,
        title=f"数据{verb}:{item}",
        unit=item.unit,
        parameters={
            "import": str(item.public_id),
            "page": reverse("import", args=[item.public_id]),
            "page_label": "数据导入",
        },
    )
    item.save()


def is_stopped(item: DataImport) -> bool:
    """Whether the work at hand ended without a result: cancelled, or failed."""
    under_way = item.state in (State.CHECKING, State.IMPORTING)
    return under_way and item.job is not None and item.job.state in (Job.State.CANCELLED, Job.State.FAILED)
