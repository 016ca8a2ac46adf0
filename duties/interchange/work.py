"""The jobs of an import: the check that writes nothing, and the import that writes all or nothing."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.interchange.faults import ImportRefusedError
from duties.interchange.findings import Findings, changes_found, faults_found
from duties.interchange.importing import Imported, Order, PreviewChangedError, carry_out
from duties.interchange.marked import write_marked
from duties.interchange.sources import Sources, open_folder
from duties.interchange.staging import Tell
from duties.interchange.uploads import source_in
from duties.interchange.workbook import open_workbook
from duties.models import DataImport
from duties.services.imports import bounds_of, folder_of
from portal import clock
from portal.access import Actor
from portal.models import Job
from portal.services.jobs import Tell as JobTell
from portal.services.jobs import job_actor, job_finish, job_telling

MARKED = "错误清单.xlsx"
WHOLE = 100
State = DataImport.State


def data_check(job: Job) -> None:
    """Check the files of an import and keep what was found; nothing else is written."""
    item, actor = _begin(job)
    with job_telling(job) as tell:
        shown = _shown(tell)
        order = Order(actor, dry_run=True, bounds=bounds_of(actor))
        try:
            found = changes_found(carry_out(order, source_in(folder_of(item)), shown))
            state = State.READY
        except ImportRefusedError as error:
            found, state = _refused(item, error), State.FAULTY
        tell(WHOLE, WHOLE, "核对完毕")
    _settle(job, item, state, found)


def data_import(job: Job) -> None:
    """Take the files in as the preview says; where that would be another by now, keep the new one and write nothing."""
    item, actor = _begin(job)
    with job_telling(job) as tell:
        order = Order(
            actor,
            bounds=bounds_of(actor),
            agreed=item.findings.get("mark") or "none",
            settle=partial(_done, job, item, actor),
            target=item,
        )
        try:
            carry_out(order, source_in(folder_of(item)), _shown(tell))
        except ImportRefusedError as error:
            _settle(job, item, State.FAULTY, _refused(item, error) | {"altered": True})
        except PreviewChangedError as error:
            _settle(job, item, State.READY, changes_found(error.now) | {"altered": True})


def _begin(job: Job) -> tuple[DataImport, Actor]:
    """The import, and who asked; raises ValidationError where it is no more to be done."""
    actor = job_actor(job)
    item = DataImport.objects.filter(public_id=job.parameters["import"], job=job).first()
    if item is None or item.state not in (State.CHECKING, State.IMPORTING):
        raise ValidationError("这次导入已经结束,本任务不再办理。")
    return item, actor


def _shown(tell: JobTell) -> Tell:
    return lambda text, share: tell(int(share * WHOLE), WHOLE, text)


def _refused(item: DataImport, error: ImportRefusedError) -> Findings:
    folder = folder_of(item)
    write_marked(folder / MARKED, error.faults, _sources(item))
    return faults_found(error)


def _sources(item: DataImport) -> Sources | None:
    path = source_in(folder_of(item))
    try:
        return open_folder(path) if path.is_dir() else open_workbook(path)
    except ImportRefusedError:
        return None


def _settle(job: Job, item: DataImport, state: DataImport.State, found: Findings) -> None:
    with transaction.atomic():
        job_finish(job)
        DataImport.objects.filter(pk=item.pk).update(state=state, findings=found)


def _done(job: Job, item: DataImport, actor: Actor, result: Imported) -> None:
    """The last words within the import's transaction: with them all is written, without them nothing."""
    job_finish(job)
    DataImport.objects.filter(pk=item.pk).update(
        state=State.DONE,
        findings=changes_found(result),
        settled_by=actor.account,
        settled_at=clock.now(),
    )
