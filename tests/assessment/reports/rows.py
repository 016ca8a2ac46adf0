"""What rows of the access matrix about reports act on, and the rows themselves."""

import datetime as dt
import uuid
from typing import Any

from assessment.models import Report, ReportComment, ReportRevision, ReportSection
from assessment.report_states import State
from duties.models import Record
from portal import access, clock
from portal.models import Document, Role, Unit
from tests.access_cast import Cast
from tests.portal.matrix_rows import issued

CLERK, OFFICE = frozenset({Role.CLERK}), frozenset({Role.OFFICE})
WRITERS = CLERK | OFFICE
SIGNERS = frozenset({Role.OFFICIAL, Role.APPROVER})
SPEAKERS = WRITERS | SIGNERS | {Role.MEMBER}
NOBODY: frozenset[Role] = frozenset()
OWN, BELOW = frozenset({"own"}), frozenset({"below"})
NO_ONE = {"public_id": uuid.UUID(int=0)}
NO_SECTION = {**NO_ONE, "code": "overview"}
INSIDE = frozenset({Role.CLERK, Role.OFFICE, Role.OFFICIAL, Role.APPROVER, Role.MEMBER, Role.LEADER})


def _report(cast: Cast, unit: Unit, state: State, **values: Any) -> Report:
    """A report of the unit of the place to the unit above it, where that is one of the cast."""
    above = {"below": "own", "own": "above", "sibling": "above"}
    name = next((name for name, each in cast.units.items() if each == unit), "")
    now = clock.now()
    report = Report.objects.create(
        unit=unit, to=cast.units[above[name]] if name in above else None, kind="annual_report", period="2025",
        title="演示报告", addressee="演示党委", state=state.value, state_since=now, as_of=clock.today(), known_at=now,
        drafted_by=cast.without_post, drafted_at=now, **values,
    )  # fmt: skip
    section = ReportSection.objects.create(
        report=report, code="overview", position=0, heading="总体情况", words="演示。", facts=[],
        written_by=cast.without_post, written_at=now,
    )  # fmt: skip
    ReportRevision.objects.create(
        section=section, number=1, words="演示。", why="draft", by=cast.without_post, name="演示", at=now
    )
    return report


def report_open(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A draft."""
    return {"public_id": _report(cast, unit, State.DRAFTING).public_id}


def report_in(state: State) -> Any:
    """A factory of reports in a state before they are sent."""

    def made(cast: Cast, unit: Unit) -> dict[str, Any]:
        return {"public_id": _report(cast, unit, state).public_id}

    return made


def report_sent(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A report that has gone out, with its paper and its record."""
    day = dt.date(2026, 1, 20)
    record = Record.objects.create(
        ref=uuid.uuid4().hex, kind="report", forms=["annual_report"], unit=unit, occurred_on=day, for_period="2025",
        for_kind="year", for_start=dt.date(2025, 1, 1), state="submitted", registered_at=clock.now(),
    )  # fmt: skip
    document = Document.objects.get(**issued(cast, unit))
    report = _report(cast, unit, State.SENT, record=record, document=document, sent_at=clock.now())
    return {"public_id": report.public_id}


def report_section(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A section of a draft."""
    return {**report_open(cast, unit), "code": "overview"}


def report_remark(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A remark on a draft."""
    found = report_open(cast, unit)
    comment = ReportComment.objects.create(
        report=Report.objects.get(**found), text="演示。", by=cast.without_post, name="演示", at=clock.now()
    )
    return {**found, "remark": comment.public_id}


FACTORIES = {
    "report_open": report_open,
    "report_remark": report_remark,
    "report_reviewing": report_in(State.REVIEWING),
    "report_section": report_section,
    "report_sent": report_sent,
    "report_signed": report_in(State.SIGNED),
    "report_signing": report_in(State.SIGNING),
}


def _of(roles: frozenset[Role], places: frozenset[str]) -> dict[Role, frozenset[str]]:
    return dict.fromkeys(roles, places)


def _act(
    roles: frozenset[Role], at: str, status: int = 422, places: frozenset[str] = OWN
) -> list[dict[str, Any]]:
    """A move: the form without a version says that it is stale; only by POST."""
    return [
        {"roles": roles, "method": "POST", "status": status, "at": at, "reach": _of(roles, places)},
        {"roles": roles, "status": 405, "arguments": NO_ONE},
    ]


ROWS: dict[str, list[dict[str, Any]]] = {
    "reports": [{"roles": access.BUSINESS}],
    "report-new": [{"roles": WRITERS}, {"roles": WRITERS, "method": "POST", "status": 422}],
    "reporting": [{"roles": access.READS_BELOW}],
    "report-merged": [{"roles": access.READS_BELOW}],
    # Without a report in the address there is nothing to list.
    "report-rows": [{"roles": access.BUSINESS, "status": 404}],
    "report-templates": [{"roles": OFFICE}],
    "report-template": [
        {"roles": OFFICE, "arguments": {"kind": "annual_report"}},
        {"roles": OFFICE, "method": "POST", "status": 422, "arguments": {"kind": "annual_report"}},
    ],
    # Before it has gone out a report is its unit's own matter, and no auditor's.
    "report": [
        {"roles": access.BUSINESS, "at": "report_open", "reach": _of(access.BUSINESS - {Role.AUDITOR}, OWN) | {Role.AUDITOR: frozenset()}},
        {"roles": access.BUSINESS, "at": "report_sent"},
    ],
    "report-pdf": [{"roles": access.BUSINESS, "at": "report_sent"}],
    "report-docx": [{"roles": access.BUSINESS, "at": "report_sent"}],
    "report-head": _act(WRITERS, "report_open", 302),
    "report-renew": _act(WRITERS, "report_open", 302),
    "report-submit": _act(WRITERS, "report_open"),
    "report-review": _act(WRITERS | SIGNERS, "report_reviewing"),
    "report-reword": _act(WRITERS | SIGNERS, "report_reviewing"),
    "report-sign": _act(SIGNERS, "report_signing"),
    "report-recall": _act(SIGNERS, "report_signed"),
    "report-send": _act(WRITERS, "report_signed"),
    "report-receive": _act(OFFICE, "report_sent", places=BELOW),
    "report-return": _act(OFFICE, "report_sent", places=BELOW),
    "report-withdraw": _act(WRITERS | SIGNERS, "report_sent"),
    "report-cancel": _act(WRITERS | SIGNERS, "report_open"),
    "report-remark": _act(SPEAKERS, "report_open", 302),
    "report-remark-settle": [
        {"roles": WRITERS, "method": "POST", "status": 302, "at": "report_remark", "reach": _of(WRITERS, OWN)},
        {"roles": WRITERS, "status": 405, "arguments": {**NO_ONE, "remark": uuid.UUID(int=0)}},
    ],
    "report-section": [
        {"roles": WRITERS, "at": "report_section", "reach": _of(WRITERS, OWN)},
        {"roles": WRITERS, "method": "POST", "status": 422, "at": "report_section", "reach": _of(WRITERS, OWN)},
    ],
    "report-section-autosave": [
        {"roles": WRITERS, "method": "POST", "at": "report_section", "reach": _of(WRITERS, OWN)},
        {"roles": WRITERS, "status": 405, "arguments": NO_SECTION},
    ],
    "report-section-versions": [{"roles": INSIDE, "at": "report_section", "reach": _of(INSIDE, OWN)}],
    "report-section-restore": [
        {"roles": WRITERS, "method": "POST", "status": 302, "at": "report_section", "reach": _of(WRITERS, OWN)},
        {"roles": WRITERS, "status": 405, "arguments": NO_SECTION},
    ],
}  # fmt: skip
