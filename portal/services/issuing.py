"""Issuing (印发) what an approver has signed: a worker numbers, prints and keeps the paper in one transaction.

The number is taken under the lock of its register and kept only with the finished paper, so that numbers have neither
gaps nor doubles: whoever comes next waits for the lock, and a paper that fails gives its number back.
"""

import dataclasses
import datetime as dt
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from portal import clock, registry
from portal.access import Actor
from portal.documents.kinds import KINDS, kind_of
from portal.documents.official import OfficialDocument, render_official
from portal.documents.shortcode import new_code
from portal.models import Document, Job, NumberRegister, Role, Unit
from portal.models.units import Placement
from portal.selectors.accounts import accounts_at
from portal.selectors.documents import Act, paper_of
from portal.selectors.installation import installation
from portal.services.changes import log_change, state_of
from portal.services.documents import MESSAGE_KIND, document_locked
from portal.services.files import file_store
from portal.services.jobs import job_actor, job_finish, job_progress
from portal.services.messages import message_send
from portal.services.signing import refuse_own_draft

STEPS = 3


def document_issue(job: Job) -> None:
    """The work of the job: check again, number, print, keep; all of it or nothing."""
    job_progress(job, 1, STEPS, "核对公文和签发权限")
    actor = job_actor(job)
    document = Document.objects.get(public_id=job.parameters["document"])
    job_progress(job, 2, STEPS, "编号、排版、存档")
    with transaction.atomic():
        document, before = document_locked(actor, document, Act.ISSUE, job.parameters["version"])
        refuse_own_draft(actor, document)
        registry.check_document(document)
        _issue(actor, document)
        log_change(
            actor=actor,
            action="document_issue",
            target=document,
            unit=document.addressee,
            before=before,
            after=state_of(document),
        )
        registry.follow_document(actor, document)
        _tell(document)
        Job.objects.filter(pk=job.pk).update(done=STEPS)
        job_finish(job)


def number_take(*, issuer: Unit, kind: str, year: int) -> tuple[NumberRegister, int, str]:
    """The next number of the issuer's register, locked until the transaction ends, and how it is written."""
    register, _ = NumberRegister.objects.get_or_create(issuer=issuer, kind=kind, year=year)
    register = NumberRegister.objects.select_for_update().get(pk=register.pk)
    register.last += 1
    register.save(update_fields=["last"])
    return register, register.last, f"{document_code(issuer, kind)}〔{year}〕{register.last}号"


def document_code(issuer: Unit, kind: str) -> str:
    """The 代字 of an issuer's papers of a kind: the installation's, its last character being that of 督办通知单.

    A unit below the top has its name in the place of the first character.
    """
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
    told = {
        "key": f"document-issue-{document.public_id}",
        "kind": MESSAGE_KIND,
        "text": f"{document.issuer.name} · {document.number}",
        "url": reverse("document", args=[document.public_id]),
    }
    if document.addressee is not None:
        addressed = accounts_at(document.addressee, Role.CLERK, Role.OFFICIAL)
        message_send(accounts=addressed, title=f"收到{document.kind}:{document.title}", **told)
    message_send(accounts=[document.drafted_by], title=f"已印发:{document.title}", **told)
