"""The office world with two assessed regiments, in the year after the one that is assessed; and ways through an assessment."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from assessment.circular_words import REQUIREMENTS, Words
from assessment.models import Assessed, Scheme, Score, StatisticIndicator, StatisticValue
from assessment.scoring.kinds import Kind
from assessment.services.schemes.circulars import scheme_circular
from assessment.services.schemes.deciding import (
    scheme_approve,
    scheme_open,
    scheme_submit,
    scores_decide,
    scores_pass,
    scores_review,
)
from assessment.services.schemes.drafting import scheme_create
from assessment.services.schemes.rating import score_rate
from assessment.services.schemes.scoring import score_ask
from duties.ledger.roll import ensure_fresh
from duties.models import Record
from duties.services.records import Content, record_add
from portal import clock
from portal.access import SYSTEM
from portal.models import Document, Person
from portal.selectors.documents import version_of
from portal.services.documents import document_review
from portal.services.jobs import job_run
from portal.services.signing import document_issue_ask
from tests.duties.office_world import OfficeWorld, make_office_world

NOW = dt.datetime(2027, 2, 10, 10, tzinfo=clock.SHANGHAI)
YEAR = 2026
SITTINGS = ("2026-02-20", "2026-05-12", "2026-08-18", "2026-11-20")
ENTRIES: dict[str, dict[str, Any]] = {
    "年度计划质量": {"level": 1},
    "调研成果质量": {"level": 0},
    "年度报告质量": {"level": 2},
    "第三方评估": {"mark": Decimal("87.5")},
    "暗访抽查": {"checked": 7, "passed": 5},
    "创新示范加分": {"points": Decimal("1.5")},
}
"""What the office enters for 演示27团."""


def record(world: OfficeWorld, unit: str, kind: str, day: str, form: str, **more: Any) -> Record:
    """A record of a unit, on the topic, led by its secretary where it has one."""
    leader = Person.objects.get(code="party_secretary") if unit == "团" else None
    content = Content(
        unit=world.units[unit],
        kind=kind,
        forms=(form,),
        occurred_on=dt.date.fromisoformat(day),
        leader=leader,
        on_topic=True,
        **more,
    )
    return record_add(actor=SYSTEM, content=content, ref=uuid.uuid4().hex)


def make_scheme_world() -> OfficeWorld:
    """What 演示27团 did in 2026, its company's tasks, and the growth of income of both regiments. Call it at NOW.

    3 of 4 sittings of the standing committee, 4 of the leading group, 1 of 2 sessions of study, 2 visits of the
    secretary; tasks in time, a plan late, no scheme and no project library; the annual report late. 演示28团 did nothing.
    """
    world = make_office_world()
    for day in SITTINGS[:3]:
        record(world, "团", "meeting", day, "party_standing_committee")
    for day in SITTINGS:
        record(world, "团", "meeting", day, "leading_group")
    record(world, "团", "meeting", "2026-06-01", "study_session")
    for day in SITTINGS[:2]:
        record(world, "团", "visit", day, "research")
    for unit, form, day in (
        ("团", "annual_tasks", "2026-03-01"),
        ("团", "work_plan", "2026-04-10"),
        ("连", "key_tasks", "2026-03-20"),
    ):
        record(world, unit, "document", day, form, for_period="2026")
    record(world, "团", "report", "2027-02-05", "annual_report", for_period="2026")
    _statistics(world, {"团": "4.5", "邻": "6.5"})
    ensure_fresh()
    return world


def _statistics(world: OfficeWorld, values: dict[str, str]) -> None:
    indicator = StatisticIndicator.objects.create(
        owner=world.units["兵"],
        code="income_growth",
        name="职工群众人均收入增速",
        measured_in="%",
        source="统计局",
    )
    for code, value in values.items():
        StatisticValue.objects.create(
            indicator=indicator, unit=world.units[code], period="2026", period_end=dt.date(2026, 12, 31),
            value=Decimal(value), entered_by=world.actors["above"].account,
        )  # fmt: skip


def drafted(world: OfficeWorld, who: str = "office") -> Scheme:
    """A draft from the sample for 2026."""
    return scheme_create(actor=world.actors[who], year=YEAR, begin="sample", token=uuid.uuid4())


def opened(world: OfficeWorld) -> Scheme:
    """A scheme that is approved and opened."""
    scheme = drafted(world)
    scheme = scheme_submit(actor=world.actors["office"], scheme=scheme, version=scheme.version)
    scheme = scheme_approve(actor=world.actors["approver"], scheme=scheme, version=scheme.version)
    return scheme_open(actor=world.actors["office"], scheme=scheme, version=scheme.version)


def score(world: OfficeWorld, scheme: Scheme, who: str = "office") -> Scheme:
    """Score it by the job."""
    job = score_ask(actor=world.actors[who], scheme=scheme, version=scheme.version, token=uuid.uuid4())
    job_run(job.public_id)
    job.refresh_from_db()
    assert job.state == "done", job.message
    scheme.refresh_from_db()
    return scheme


def sheet(scheme: Scheme, code: str = "团") -> Assessed:
    """The sheet of a unit."""
    return Assessed.objects.select_related("unit", "scheme__office").get(scheme=scheme, unit__code=code)


def line(scheme: Scheme, name: str, code: str = "团") -> Score:
    """A line of a unit by the name of its indicator."""
    found = Score.objects.select_related("indicator", "assessed__unit", "assessed__scheme__office")
    return found.get(assessed__scheme=scheme, assessed__unit__code=code, indicator__name=name)


def rate_all(world: OfficeWorld, scheme: Scheme, who: str = "office") -> Scheme:
    """Enter all that is entered by hand: `ENTRIES` for 演示27团, the lowest for the other."""
    lowest: dict[str, dict[str, Any]] = {
        Kind.RATING: {"level": 3},
        Kind.THIRD_PARTY: {"mark": 0},
        Kind.SPOT_CHECK: {"checked": 0, "passed": 0},
    }
    for code in ("团", "邻"):
        for name, entry in ENTRIES.items():
            given = line(scheme, name, code)
            kind = given.indicator.kind
            if code == "邻" and kind not in lowest:
                continue
            scheme.refresh_from_db()
            score_rate(
                actor=world.actors[who],
                score=given,
                version=scheme.version,
                entry=entry if code == "团" else lowest[kind],
                basis="见评定材料。",
            )
    scheme.refresh_from_db()
    return scheme


def decided(world: OfficeWorld) -> Scheme:
    """An assessment whose results are approved: the approver reviewed and decided, the office scored."""
    scheme = rate_all(world, score(world, opened(world)))
    scheme = scores_pass(actor=world.actors["office"], scheme=scheme, version=scheme.version)
    scheme = scores_review(actor=world.actors["colleague"], scheme=scheme, version=scheme.version)
    return scores_decide(actor=world.actors["approver"], scheme=scheme, version=scheme.version)


def issue(world: OfficeWorld, document: Document) -> Document:
    """Review and sign the circular, and let the worker issue it."""
    reviewed = document_review(actor=world.actors["office"], document=document, version=version_of(document))
    job = document_issue_ask(actor=world.actors["approver"], document=reviewed, version=version_of(reviewed))
    job_run(job.public_id)
    document.refresh_from_db()
    return document


def notified(world: OfficeWorld) -> Scheme:
    """An assessment whose circular is issued."""
    scheme = decided(world)
    words = Words("关于2026年度实绩考核结果的通报", "各团场", "\n".join(REQUIREMENTS))
    scheme = scheme_circular(actor=world.actors["office"], scheme=scheme, version=scheme.version, words=words)
    assert scheme.circular is not None
    issue(world, scheme.circular)
    scheme.refresh_from_db()
    return scheme
