"""Ways through the life of a report, for tests."""

from assessment.models import Report
from assessment.services.reports.drafting import report_draft
from assessment.services.reports.moving import report_review, report_submit
from assessment.services.reports.sending import report_receive, report_send
from assessment.services.reports.signing import report_sign_ask
from assessment.services.reports.writing import section_write
from portal.services.jobs import job_run
from tests.duties.office_world import OfficeWorld

BUREAU = {"writer": "bureau_clerk", "signer": "bureau_head", "superior": "above"}
DIVISION = {"writer": "office", "signer": "approver", "superior": "above"}


def again(report: Report) -> Report:
    """The report as it is now."""
    return Report.objects.get(pk=report.pk)


def drafted(
    world: OfficeWorld, kind: str = "half_year_report", period: str = "2026H2", writer: str = "bureau_clerk"
) -> Report:
    """A draft."""
    return report_draft(actor=world.actors[writer], kind=kind, period=period)


def written(world: OfficeWorld, report: Report, writer: str = "bureau_clerk") -> Report:
    """The draft with words in every section."""
    for section in report.sections.all():
        words = section.words or "按计划推进。"
        section_write(
            actor=world.actors[writer],
            report=report,
            code=section.code,
            version=section.version,
            words=f"{words}\n演示。",
        )
    return again(report)


def reviewed(world: OfficeWorld, report: Report, writer: str = "bureau_clerk") -> Report:
    """The report after its review."""
    report = report_submit(actor=world.actors[writer], report=report, version=report.version)
    return report_review(actor=world.actors[writer], report=report, version=report.version)


def signed(world: OfficeWorld, report: Report, signer: str = "bureau_head") -> Report:
    """The report signed, its paper issued by the worker."""
    job = report_sign_ask(actor=world.actors[signer], report=report, version=report.version)
    job_run(job.public_id)
    return again(report)


def sent(world: OfficeWorld, **who: str) -> Report:
    """The half-year report of the bureau, or by `who` that of another unit, sent."""
    people = BUREAU | {key: who[key] for key in who if key in BUREAU}
    about = {key: who[key] for key in who if key in {"kind", "period"}}
    report = drafted(world, writer=people["writer"], **about)
    report = reviewed(world, written(world, report, people["writer"]), people["writer"])
    report = signed(world, report, people["signer"])
    return report_send(actor=world.actors[people["writer"]], report=report, version=report.version)


def received(world: OfficeWorld, **who: str) -> Report:
    """The same received."""
    report = sent(world, **who)
    superior = world.actors[who.get("superior", "above")]
    return report_receive(actor=superior, report=report, version=report.version)
