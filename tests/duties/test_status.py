"""The status of an obligation: the table of rules.md, the database saying the same, and the rates made of it."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from duties.demo.build import build_world
from duties.ledger.status import SIGNS, Rate, Status, in_base, rate_of, status_of, status_on
from duties.models import Obligation, Waiver
from duties.rulebook import XPCC_2023
from portal import clock
from portal.access import SYSTEM
from tests.duties.demo.test_world import SMALL

START, DUE = dt.date(2025, 1, 1), dt.date(2025, 3, 31)
ONE_DAY = dt.timedelta(days=1)


def status(day: dt.date, **values: object) -> Status:
    """The status of a quarter's obligation: two are asked for, reminded 15 days ahead."""
    row: dict[str, object] = {
        "period_start": START, "due_on": DUE, "required": 2, "counted": 0, "made_up": 0, "met_on": None,
        "force": "must", "remind_days": 15, "waived": False,
    }  # fmt: skip
    return status_of(day=day, **row | values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "values", "expected"),
    [
        (DUE, {"waived": True, "counted": 2, "met_on": DUE}, Status.WAIVED),
        (DUE, {"counted": 2, "met_on": DUE}, Status.MET),
        (DUE, {"counted": 3, "met_on": START}, Status.MET),
        (DUE, {"counted": 1, "met_on": DUE}, Status.DUE_SOON),
        (DUE + ONE_DAY, {"counted": 2, "met_on": DUE + ONE_DAY}, Status.MET_LATE),
        (START - ONE_DAY, {"counted": 2, "met_on": START - ONE_DAY}, Status.MET),
        (START - ONE_DAY, {}, Status.UPCOMING),
        (START, {}, Status.PENDING),
        (DUE - ONE_DAY * 16, {"counted": 1}, Status.PENDING),
        (DUE - ONE_DAY * 15, {"counted": 1}, Status.DUE_SOON),
        (DUE, {}, Status.DUE_SOON),
        (DUE, {"remind_days": 0}, Status.DUE_SOON),
        (DUE - ONE_DAY, {"remind_days": 0}, Status.PENDING),
        (DUE + ONE_DAY, {}, Status.OVERDUE),
        (DUE + ONE_DAY, {"counted": 1}, Status.OVERDUE),
        (DUE + ONE_DAY, {"counted": 1, "made_up": 1}, Status.MADE_UP),
        (DUE + ONE_DAY, {"made_up": 3}, Status.MADE_UP),
        (DUE, {"counted": 1, "made_up": 1}, Status.DUE_SOON),
        (DUE + ONE_DAY, {"force": "unquantified"}, Status.OPEN),
        (DUE + ONE_DAY, {"force": "unquantified", "made_up": 2}, Status.OPEN),
        (DUE, {"force": "unquantified"}, Status.DUE_SOON),
        (DUE + ONE_DAY, {"force": "in_principle"}, Status.OVERDUE),
    ],
)
def test_the_first_that_fits_is_taken(day: dt.date, values: dict[str, object], expected: Status) -> None:
    assert status(day, **values) == expected


@pytest.mark.django_db
def test_the_database_says_the_same_on_any_day() -> None:
    call_command("load_regulation", str(XPCC_2023), stdout=StringIO())
    build_world(actor=SYSTEM, shape=SMALL, seed=8)
    today, waivers = clock.today(), {}
    for waiver in Waiver.objects.all():
        waivers[waiver.rule_id, waiver.unit_id, waiver.role, waiver.period] = waiver.granted_on
    seen = set()
    days = [today - ONE_DAY * number for number in (0, 1, 15, 30, 54, 55, 330, 600)]
    days += [waiver.granted_on for waiver in Waiver.objects.all()[:2]]
    for day in days:
        for row in Obligation.objects.annotate(status=status_on(day)).select_related("reading"):
            granted_on = waivers.get((row.rule_id, row.unit_id, row.role, row.period))
            expected = status_of(
                day=day, period_start=row.period_start, due_on=row.due_on, required=row.required,
                counted=row.counted, made_up=row.made_up, met_on=row.met_on, force=row.reading.force,
                remind_days=row.reading.remind_days, waived=granted_on is not None and granted_on <= day,
            )  # fmt: skip
            assert row.status == expected, (row.rule_id, row.unit_id, row.period, day)
            seen.add(expected)
    assert seen == set(Status)
    closed = Waiver.objects.earliest("pk")
    closed.known = (None, clock.now())
    closed.save()
    row = Obligation.objects.annotate(status=status_on(today)).get(
        rule=closed.rule, unit=closed.unit, role=closed.role, period=closed.period
    )
    assert row.status != Status.WAIVED


def test_the_base_holds_what_is_due_or_met() -> None:
    assert in_base(day=DUE, due_on=DUE, status=Status.OVERDUE)
    assert not in_base(day=DUE - ONE_DAY, due_on=DUE, status=Status.PENDING)
    assert in_base(day=START, due_on=DUE, status=Status.MET)
    assert in_base(day=START, due_on=DUE, status=Status.MET_LATE)
    assert not in_base(day=DUE, due_on=DUE, status=Status.WAIVED)


@given(st.lists(st.tuples(st.sampled_from([START, DUE]), st.sampled_from(list(Status))), max_size=12))
def test_a_rate_adds_up(rows: list[tuple[dt.date, Status]]) -> None:
    rate = rate_of(rows, day=DUE - ONE_DAY)
    inside = [status for due, status in rows if in_base(day=DUE - ONE_DAY, due_on=due, status=status)]
    assert (rate.base, rate.met, rate.met_late, rate.made_up) == (
        len(inside), inside.count(Status.MET), inside.count(Status.MET_LATE), inside.count(Status.MADE_UP),
    )  # fmt: skip
    assert rate.fulfilled == rate.met + rate.met_late <= rate.base
    halves = rate_of(rows[:5], day=DUE - ONE_DAY) + rate_of(rows[5:], day=DUE - ONE_DAY)
    assert halves == rate


def test_an_empty_base_has_no_rate() -> None:
    assert Rate() == Rate(base=0, met=0, met_late=0, made_up=0)
    assert Rate().fulfilment is None
    assert Rate().on_time is None
    rate = Rate(base=4, met=2, met_late=1, made_up=1)
    assert (rate.fulfilment, rate.on_time) == (0.75, 0.5)


def test_every_status_has_a_sign_and_a_word() -> None:
    assert {each.sign for each in Status} == set(SIGNS.values())
    assert Status.OVERDUE.sign == "!"
    assert Status.OPEN.label == "未开展(不计逾期)"
