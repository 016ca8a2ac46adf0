"""Rows of the access matrix for jobs, documents and their verification, and what they act on."""

from typing import Any

from portal import access, clock
from portal.documents.shortcode import new_code
from portal.models import Account, Delivery, Document, Job, Message, NumberRegister, Role, Unit
from portal.services.appointments import appointment_grant
from portal.services.deliveries import Parcel, deliveries_add
from portal.services.files import file_store
from portal.services.messages import message_send
from portal.services.resumable import upload_begin
from tests.access_cast import PLACES, START, Cast
from tests.portal.desk import make_paper

EVERYWHERE = frozenset(PLACES)


def job(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A job that the auditor asked for, about the unit of the place: it is the auditor's own wherever that is."""
    return {"public_id": _job(cast, unit).public_id}


def job_file(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The result of such a job."""
    made = _job(cast, unit)
    stored = file_store(actor=access.SYSTEM, name="台账.txt", content=b"x", content_type="text/plain")
    made.files.add(stored)
    return {"public_id": made.public_id, "file_id": stored.public_id}


def _job(cast: Cast, unit: Unit) -> Job:
    asker = cast.accounts[Role.AUDITOR]
    return Job.objects.create(kind="test", title="导出", unit=unit, asked_by=asker, asked_at=clock.now())


def draft(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A draft by the unit of the place, to the company below."""
    return {"public_id": document_of(cast, unit).public_id}


def issued(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A notice that the top unit issued to the unit of the place."""
    document = document_of(cast, cast.units["above"], addressee=unit)
    register = NumberRegister.objects.create(issuer=document.issuer, kind=document.kind, year=2026)
    document.register, document.serial, document.number = register, 1, "演示〔2026〕1号"
    document.state, document.short_code, document.issued_at = Document.State.ISSUED, new_code(), clock.now()
    document.file = file_store(
        actor=access.SYSTEM, name="通知.pdf", content=b"%PDF", content_type="application/pdf"
    )
    document.save()
    return {"public_id": document.public_id}


def document_of(cast: Cast, issuer: Unit, addressee: Unit | None = None) -> Document:
    """A draft of that issuer."""
    paper = make_paper()
    return Document.objects.create(
        kind=paper.kind,
        title=paper.title,
        issuer=issuer,
        addressee=addressee or cast.units["below"],
        source=paper.to_json(),
        drafted_by=cast.without_post,
        drafted_at=clock.now(),
    )


def message(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A message in the auditor's inbox."""
    message_send(accounts=[cast.accounts[Role.AUDITOR]], key="test", kind="test", title="导出已完成")
    return {"public_id": Message.objects.get(key="test").public_id}


def mail(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A mail that waits for somebody with a post at the unit."""
    account = Account.objects.create(username="mail", name="演示-收件人", email="mail@example.invalid")
    appointment_grant(actor=access.SYSTEM, account=account, role=Role.CLERK, unit=unit, started_on=START)
    deliveries_add(parcels=[Parcel(account.pk, "test", "履职提醒", "正文")])
    return {"public_id": Delivery.objects.get(account=account).public_id}


def upload(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A file of which the clerk has sent nothing yet."""
    begun = upload_begin(
        actor=access.Actor(account=cast.accounts[Role.CLERK], post=None), name="照片.jpg", size=5, told={}
    )
    return {"public_id": begun.public_id}


FACTORIES = {
    "upload": upload,
    "job": job,
    "job_file": job_file,
    "draft": draft,
    "issued": issued,
    "message": message,
    "mail": mail,
}
