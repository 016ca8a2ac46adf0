"""Issuing (印发) what an approver has signed: a worker numbers, prints and keeps the paper in one transaction.

The number is taken under the lock of its register and kept only with the finished paper, so that numbers have neither
gaps nor doubles: whoever comes next waits for the lock, and a paper that fails gives its number back.
"""

import dataclasses
import datetime as dt
import logging
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from portal import clock
from portal.access import Actor
from portal.document_states import Act
from portal.documents.kinds import KINDS, kind_of
from portal.documents.official import OfficialDocument, render_official
from portal.documents.shortcode import new_code
from portal.models import Account, BatchItem, Document, Job, NumberRegister, Role, Unit, Word
from portal.models.units import Placement
from portal.selectors.accounts import accounts_at
from portal.selectors.certificates import certificate_of
from portal.selectors.documents import paper_of
from portal.selectors.installation import installation
from portal.selectors.vocabulary import vocabulary
from portal.services.certificates import sign
from portal.services.corrections import naming_the_old
from portal.services.documents import (
    MESSAGE_KIND,
    document_check,
    document_follow,
    document_locked,
    document_log,
    document_tell,
    document_write,
)
from portal.services.files import file_store
from portal.services.jobs import JobCancelledError, job_actor, job_finish, job_progress
from portal.services.messages import message_send
from portal.services.signing import refuse_own_draft

logger = logging.getLogger(__name__)
STEPS = 3
FAULT = "印发时出现故障,请稍后再签发;仍不成功,请告知系统管理员。"


def document_issue(job: Job) -> None:
    """The work of the job: check again, number, print, sign, keep; all of it or nothing."""
    job_progress(job, 1, STEPS, "核对公文和签发权限")
    actor = job_actor(job)
    document = Document.objects.get(public_id=job.parameters["document"])
    job_progress(job, 2, STEPS, "编号、排版、存档")
    with transaction.atomic():
        issue_one(actor, document, job.parameters["version"])
        Job.objects.filter(pk=job.pk).update(done=STEPS)
        job_finish(job)


def documents_issue(job: Job) -> None:
    """The work of a batch: one document after the other, each with its number or its fault.

    What is issued stays issued: a job that is cancelled issues no more, one whose worker was killed goes on where it
    stood.
    """
    actor = job_actor(job)
    items = list(job.batch_items.select_related("document"))
    for place, item in enumerate(items):
        job_progress(job, place, len(items), f"正在印发:{item.document.title}")
        if item.state != BatchItem.State.ISSUED:
            _issue_item(job, actor, item, place + 1, len(items))
    _tell_of_batch(job, actor)


def _issue_item(job: Job, actor: Actor, item: BatchItem, done: int, total: int) -> None:
    """Issue one document of a batch, or keep why it could not be; a cancelled batch undoes it."""
    try:
        with transaction.atomic():
            issue_one(actor, item.document, item.version)
            BatchItem.objects.filter(pk=item.pk).update(state=BatchItem.State.ISSUED, message="")
            # The last word of the transaction: it asks whether the batch still stands, and holds its row but shortly.
            job_progress(job, done, total, f"已印发:{item.document.title}")
        return
    except (ValidationError, PermissionDenied) as error:
        message = "".join(getattr(error, "messages", ["您现在的岗位不能签发该公文。"]))
    except JobCancelledError:
        raise
    except Exception:
        # One paper that fails does not keep the others back: its place in the batch says so, the log has the rest.
        logger.exception("document %s of job %s failed", item.document.public_id, job.public_id)
        message = FAULT
    BatchItem.objects.filter(pk=item.pk).update(state=BatchItem.State.FAILED, message=message[:300])


def _tell_of_batch(job: Job, actor: Actor) -> None:
    """Say to who signed how many were issued and how many were not."""
    items = job.batch_items
    issued = items.filter(state=BatchItem.State.ISSUED).count()
    failed = items.filter(state=BatchItem.State.FAILED).count()
    assert actor.account is not None
    message_send(
        accounts=[actor.account],
        key=f"document-batch-{job.public_id}",
        kind=MESSAGE_KIND,
        title=f"批量签发已办理:印发{issued}件" + (f",未成功{failed}件" if failed else ""),
        url=reverse("document-batch", args=[job.public_id]),
    )


def issue_one(actor: Actor, document: Document, version: str) -> None:
    """Number, print, sign and keep one document that was signed as `version`; call it inside a transaction.

    Raises PermissionDenied or ValidationError as `document_locked` does, and ValidationError for one's own draft, for
    facts that stand no more and for characters that cannot be printed.
    """
    document, before = document_locked(actor, document, Act.ISSUE, version)
    refuse_own_draft(actor, document)
    document_check(document)
    _issue(actor, document)
    document_log(actor, document, "document_issue", before=before)
    document_follow(actor, document)
    _tell(document)


@dataclasses.dataclass(frozen=True)
class Drafted:
    """Who wrote a paper whose draft an app has held by its own table of states, and who reviewed it."""

    by: Account
    at: dt.datetime
    reviewed_by: Account | None
    reviewed_at: dt.datetime | None


def document_issue_whole(
    *,
    actor: Actor,
    paper: OfficialDocument,
    issuer: Unit,
    addressee: Unit | None,
    drafted: Drafted,
    origin: str,
    replaces: Document | None = None,
) -> Document:
    """Number, print, sign and keep at once a paper that an app has drafted and reviewed; call it inside a transaction.

    Whether `actor` may sign is the app's to ask. `replaces` names the issued paper whose place it takes. Raises
    ValidationError where it cannot be printed, or where the actor drafted it.
    """
    if actor.account is None or actor.account.pk == drafted.by.pk:
        raise ValidationError("拟稿人不得签发本人所拟公文,请由另一人签发。")
    document = Document(
        kind=paper.kind,
        issuer=issuer,
        addressee=addressee,
        state=Document.State.REVIEWED,
        origin=origin,
        replaces=replaces,
        drafted_by=drafted.by,
        drafted_at=drafted.at,
        reviewed_by=drafted.reviewed_by,
        reviewed_at=drafted.reviewed_at,
    )
    document_write(document, paper if replaces is None else naming_the_old(paper, replaces))
    _issue(actor, document)
    document_log(actor, document, "document_issue", before=None)
    return document


def number_take(*, issuer: Unit, kind: str, year: int) -> tuple[NumberRegister, int, str]:
    """The next number of the issuer's register, locked until the transaction ends, and how it is written."""
    register, _ = NumberRegister.objects.get_or_create(issuer=issuer, kind=kind, year=year)
    register = NumberRegister.objects.select_for_update().get(pk=register.pk)
    register.last += 1
    register.save(update_fields=["last"])
    return register, register.last, f"{document_code(issuer, kind)}〔{year}〕{register.last}号"


def document_code(issuer: Unit, kind: str) -> str:
    """The 代字 of an issuer's papers of a kind: the installation's, its last character being that of 督办通知单.

    A unit below the top has its name in the place of the first character; a department, which is no party and
    government, its name alone before the last.
    """
    kind_of_unit = vocabulary().words.get(Word.Group.UNIT, {}).get(issuer.kind)
    if kind_of_unit is not None and kind_of_unit.data.get("tier") is None:
        return issuer.name + kind_of(kind).mark
    code = installation().document_code.removesuffix(KINDS["督办通知单"].mark) + kind_of(kind).mark
    if Placement.objects.present().filter(unit=issuer).exists():
        return issuer.name + code[1:]
    return code


def verify_address(code: str) -> str:
    """The public address that the QR code of a paper opens."""
    return urljoin(f"{settings.SITE_URL}/", reverse("verify", args=[code]).lstrip("/"))


def issued_paper(paper: OfficialDocument, *, number: str, code: str, day: dt.date) -> OfficialDocument:
    """The draft as it goes out: numbered, dated and with its code."""
    source: dict[str, Any] = {
        **paper.source,
        "number": number,
        "short_code": code,
        "issued_on": day.isoformat(),
    }
    return dataclasses.replace(
        paper,
        draft=False,
        number=number,
        date=day,
        printed_on=day,
        short_code=code,
        verify_url=verify_address(code),
        demo=installation().demo,
        source=source,
    )


def _issue(actor: Actor, document: Document) -> None:
    day, code = clock.today(), new_code()
    document.register, document.serial, document.number = number_take(
        issuer=document.issuer, kind=document.kind, year=day.year
    )
    paper = issued_paper(paper_of(document), number=document.number, code=code, day=day)
    try:
        content = render_official(paper)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    document.certificate = certificate_of(document.issuer)
    if document.certificate is not None:
        content = sign(content, document.certificate, f"印发{document.number}")
    document.file = file_store(
        actor=actor,
        name=f"{document.number} {document.title}.pdf",
        content=content,
        content_type="application/pdf",
    )
    document.short_code, document.source = code, paper.to_json()
    document.state, document.issued_by, document.issued_at = Document.State.ISSUED, actor.account, clock.now()
    document.save()


def _tell(document: Document) -> None:
    """Put the issued paper into the inbox of the addressee's clerks and officials, and of its drafter."""
    text = f"{document.issuer.name} · {document.number}"
    if document.replaces is not None:
        text += f",更正并取代{document.replaces.number}"
    if document.addressee is not None:
        addressed = accounts_at(document.addressee, Role.CLERK, Role.OFFICIAL)
        document_tell(document, addressed, "issue", f"收到{document.kind}:{document.title}", text)
    document_tell(document, [document.drafted_by], "issue", f"已印发:{document.title}", text)
