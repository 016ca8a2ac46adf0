"""Signing a report (签发): a worker numbers, prints, signs and keeps its paper; taken back, the paper is void.

A report that was returned or withdrawn keeps its old paper in the register; the one that is signed anew takes its place.
"""

import dataclasses

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from assessment.models import Report
from assessment.report_states import GONE_OUT, Action, State
from assessment.reports.paper import report_paper
from assessment.reports.record_source import ORIGIN
from assessment.selectors.reports.reading import sections_of
from assessment.services.reports.steps import desk_of, held, report_locked, report_move, tell
from portal import clock
from portal.access import Actor
from portal.document_states import Act
from portal.documents.paper import OfficialDocument
from portal.models import Document, Job
from portal.selectors.documents import may, version_of
from portal.selectors.installation import installation
from portal.services.documents import document_void
from portal.services.issuing import Drafted, document_issue_whole
from portal.services.jobs import UNSETTLED, job_actor, job_ask, job_finish, job_progress

SIGN_JOB = "report_sign"
"""The kind of job that issues the paper of a report."""
STEPS = 2


def paper_for(report: Report) -> OfficialDocument:
    """The paper as it would be issued now, as a draft; three queries."""
    signer = report.signed_by.name if report.signed_by else ""
    return report_paper(
        report,
        sections_of(report),
        signer=signer,
        day=clock.today(),
        demo=installation().demo,
    )


def signing_job(report: Report) -> Job | None:
    """The job that is to issue the report's paper, while it waits or works."""
    found = Job.objects.filter(
        kind=SIGN_JOB, parameters__report=str(report.public_id), state__in=[each.value for each in UNSETTLED]
    )
    return found.order_by("-asked_at").first()


@transaction.atomic
def report_sign_ask(*, actor: Actor, report: Report, version: int, text: str = "") -> Job:
    """Sign a reviewed report; a job issues it. Asked twice, the answer is the first job.

    Raises PermissionDenied for who may never sign, ValidationError for one's own words or a report changed meanwhile.
    """
    fresh = report_locked(actor, report, Action.SIGN, version, text)
    running = signing_job(fresh)
    if running is not None:
        return running
    return job_ask(
        actor=actor,
        kind=SIGN_JOB,
        title=f"签发:{fresh.title}",
        unit=fresh.unit,
        parameters={
            "report": str(fresh.public_id),
            "version": version,
            "page": reverse("report", args=[fresh.public_id]),
            "page_label": "报告",
        },
    )


def report_sign_work(job: Job) -> None:
    """The work of the job: check again, number, print, sign, keep; all of it or nothing."""
    job_progress(job, 1, STEPS, "编号、排版、存档")
    actor = job_actor(job)
    report = Report.objects.get(public_id=job.parameters["report"])
    with transaction.atomic():
        report_sign(actor=actor, report=report, version=job.parameters["version"])
        Job.objects.filter(pk=job.pk).update(done=STEPS)
        job_finish(job)


def report_sign(*, actor: Actor, report: Report, version: int) -> Report:
    """Issue the paper of a reviewed report and move it on; call it inside a transaction.

    Raises as `report_locked`, and ValidationError for what cannot be printed.
    """
    fresh = report_locked(actor, report, Action.SIGN, version)
    fresh.signed_by, fresh.signed_at = actor.account, clock.now()
    # The last one who wrote is the drafter of the paper, as with all documents.
    last = fresh.sections.select_related("written_by").order_by("-written_at", "position").first()
    drafted = Drafted(
        by=last.written_by if last else fresh.drafted_by,
        at=last.written_at if last else fresh.drafted_at,
        reviewed_by=fresh.reviewed_by,
        reviewed_at=fresh.reviewed_at,
    )
    old = fresh.document if fresh.document and fresh.document.state == Document.State.ISSUED else None
    fresh.document = document_issue_whole(
        actor=actor,
        paper=dataclasses.replace(paper_for(fresh), signer=actor.name),
        issuer=fresh.unit,
        addressee=fresh.to,
        drafted=drafted,
        origin=f"{ORIGIN}:{fresh.public_id}",
        replaces=old,
    )
    report_move(actor, fresh, Action.SIGN)
    tell(fresh, desk_of(fresh.unit), f"已签发,请报送:{fresh.title}", fresh.document.number)
    return fresh


@transaction.atomic
def report_recall(*, actor: Actor, report: Report, version: int, text: str) -> Report:
    """Take the signature back before the report is sent, with a reason: its paper is void, its number stays so."""
    fresh = report_locked(actor, report, Action.RECALL, version, text)
    document = fresh.document
    fresh.signed_by, fresh.signed_at = None, None
    report_move(actor, fresh, Action.RECALL, text)
    if document is not None and may(actor, document, Act.VOID):
        # Of a unit without an approver the paper is replaced when the report is signed anew.
        fresh.document = document_void(
            actor=actor, document=document, version=version_of(document), reason=text
        )
    tell(fresh, desk_of(fresh.unit), f"已撤销签发,请修改:{fresh.title}", text.strip())
    return fresh


def document_follow(actor: Actor, document: Document, reason: str) -> None:
    """A paper that is void takes its report back to its desk; one that counts in the ledger is not voided from there."""
    report = Report.objects.filter(document=document).first()
    if report is None or document.state != Document.State.VOID:
        return
    fresh = held(report)
    if State(fresh.state) in GONE_OUT:
        raise ValidationError("该报告已报送,请先在报告页面撤回,再办理公文。")
    if State(fresh.state) == State.SIGNED:
        again = report_locked(actor, fresh, Action.RECALL, None, reason)
        again.signed_by, again.signed_at = None, None
        report_move(actor, again, Action.RECALL, reason)
        tell(again, desk_of(again.unit), f"公文已作废,请修改:{again.title}", reason)
