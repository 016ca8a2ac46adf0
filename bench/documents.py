"""Documents: 200 papers of two pages issued in one go, against the printing and signing within it.

Every one is numbered, printed, signed with a certificate, kept and told; all of it is rolled back.
"""

import datetime as dt
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

from django.db import transaction
from django.test import override_settings

from bench.figures import Figure, times_once
from portal import access, clock
from portal.access import Actor
from portal.demo_documents import report_paper
from portal.models import Account, Document, Role, Unit
from portal.selectors.documents import version_of
from portal.services import issuing
from portal.services.appointments import appointment_grant
from portal.services.certificates import demo_certificate_make
from portal.services.documents import document_draft, document_review
from portal.services.jobs import job_run
from portal.services.signing import documents_issue_ask

PAPERS = 200


def run() -> Iterator[Figure]:
    """The time of the batch, and of what it spends on printing and signing."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        with override_settings(FILE_STORE=Path(folder, "files"), SIGNING_KEYS=Path(folder, "keys")):
            yield _batch()
        transaction.set_rollback(True)


def _batch() -> Figure:
    issuer = Unit.objects.filter(kind="corps").order_by("code").first()
    assert issuer is not None
    demo_certificate_make(actor=access.SYSTEM, issuer=issuer)
    office, approver = _actor(issuer, Role.OFFICE), _actor(issuer, Role.APPROVER)
    chosen = [_reviewed(office, issuer, number) for number in range(PAPERS)]
    job = documents_issue_ask(actor=approver, chosen=[(each.public_id, version_of(each)) for each in chosen])
    alone: list[float] = []
    with ExitStack() as timed:
        for name in ("render_official", "sign"):
            timed.enter_context(patch.object(issuing, name, _timed(getattr(issuing, name), alone)))
        seconds = times_once(lambda: job_run(job.public_id))
    assert Document.objects.filter(pk__in=[each.pk for each in chosen], state="issued").count() == PAPERS
    return Figure(
        f"{PAPERS} papers issued in one go",
        seconds,
        sum(alone),
        "printing and signing the same papers, timed within the batch",
        1.3,
    )


def _timed(work: Callable[..., bytes], times: list[float]) -> Callable[..., bytes]:
    """`work` that writes down how long it took."""

    def measured(*arguments: object) -> bytes:
        begun = time.perf_counter()
        try:
            return work(*arguments)
        finally:
            times.append(time.perf_counter() - begun)

    return measured


def _reviewed(office: Actor, issuer: Unit, number: int) -> Document:
    paper = report_paper(issuer, f"第{number}期")
    draft = document_draft(actor=office, paper=paper, issuer=issuer, addressee=None)
    return document_review(actor=office, document=draft, version=version_of(draft))


def _actor(unit: Unit, role: Role) -> Actor:
    account = Account.objects.create(username=f"bench-{role}", name=f"演示-{role.label}")
    day = clock.today() - dt.timedelta(days=1)
    appointment_grant(actor=access.SYSTEM, account=account, role=role, unit=unit, started_on=day)
    return Actor(account=account, post=access.posts_of(account)[0])
