"""Reading a rule anew: the office of the first tier alone, from a later day, as the rules of rulebooks allow."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from duties.ledger.compute import compute_rows
from duties.ledger.reconcile import reconcile
from duties.models import Obligation, Reading, Rule, RulebookVersion
from duties.rereading import NewReading
from duties.services.readings import reading_revise
from portal.access import Actor
from portal.models import Change
from tests.duties.office_world import NOW, OfficeWorld, hold, make_fresh_world
from tests.duties.shared import once

pytestmark = pytest.mark.django_db

MEETINGS = "a8.2.leading_group"
SINCE = dt.date(2026, 7, 1)
TWICE = NewReading("must", "每季度至少2次", at_least=2, due="period_end", remind_days=15)


made = once(make_fresh_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def revise(world: OfficeWorld, change: NewReading = TWICE, **values: object) -> RulebookVersion:
    given = {
        "actor": world.actors["above"],
        "rule": Rule.objects.get(code=MEETINGS),
        "change": change,
        "since": SINCE,
        "reason": "演示:统一口径",
        "based_on": 1,
    }
    return reading_revise(**(given | values))  # type: ignore[arg-type]


def required(period: str) -> int:
    return Obligation.objects.get(rule__code=MEETINGS, unit__code="团", period=period).required


def test_a_new_version_holds_all_readings_and_the_ledger_follows(world: OfficeWorld) -> None:
    hold(world)
    version = revise(world)
    assert (version.number, version.version_from, version.reason) == (2, SINCE, "演示:统一口径")
    assert version.adopted_by == world.actors["above"].account
    assert version.readings.count() == Rule.objects.count()
    assert (required("2026Q2"), required("2026Q3"), required("2026Q4")) == (1, 2, 2)
    assert reconcile(check=True).total == 0


def test_the_past_stays_as_it_was(world: OfficeWorld) -> None:
    days = {"from_day": dt.date(2026, 1, 1), "to_day": dt.date(2026, 6, 30), "as_of": dt.date(2026, 11, 24)}
    ids = list(Obligation.objects.filter(period_end__lte=SINCE).order_by("pk").values())
    rows, before = compute_rows(**days), dt.datetime.now(dt.UTC)
    half_open = {"from_day": SINCE, "to_day": dt.date(2026, 9, 30), "as_of": dt.date(2026, 11, 24)}
    known = compute_rows(**half_open, known_at=before)
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        revise(world)
        assert compute_rows(**days) == rows
        assert list(Obligation.objects.filter(period_end__lte=SINCE).order_by("pk").values()) == ids
        then = compute_rows(**half_open, known_at=before)
    assert [dataclasses.replace(row, reading_id=0) for row in then] == [
        dataclasses.replace(row, reading_id=0) for row in known
    ]


def test_who_when_before_after_and_why_are_logged(world: OfficeWorld) -> None:
    revise(world)
    change = Change.objects.get(action="reading_revise")
    assert change.before is not None
    assert change.after is not None
    assert (change.before["at_least"], change.after["at_least"], change.after["rule"]) == (1, 2, MEETINGS)
    assert (change.reason, change.account) == ("演示:统一口径", world.actors["above"].account)


@pytest.mark.parametrize("name", ["office", "approver", "clerk", "auditor"])
def test_nobody_else_may(world: OfficeWorld, name: str) -> None:
    with pytest.raises(PermissionDenied):
        revise(world, actor=world.actors[name])
    with pytest.raises(PermissionDenied):
        revise(world, actor=Actor(account=None, post=None))
    assert RulebookVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"since": dt.date(2023, 2, 25)}, "since", "应晚于现行版本的 2023-02-25"),
        ({"reason": "  "}, "reason", "请填写修订理由"),
        ({"change": dataclasses.replace(TWICE, at_least=0)}, "at_least", "1–10000"),
        ({"change": dataclasses.replace(TWICE, at_least=None)}, "at_least", "1–10000"),
        ({"change": dataclasses.replace(TWICE, due="+0d")}, "due", "1日以上"),
        ({"change": dataclasses.replace(TWICE, due="next 02-29")}, "due", "不是每年都有"),
        ({"change": dataclasses.replace(TWICE, due="03-31")}, "due", "只用于按年的口径"),
        ({"change": dataclasses.replace(TWICE, remind_days=1001)}, "remind_days", "0–1000"),
        ({"change": dataclasses.replace(TWICE, force="power")}, "force", "持续履行"),
        ({"change": dataclasses.replace(TWICE, force="wish")}, "force", "列出的约束"),
        ({"change": dataclasses.replace(TWICE, read_as="长" * 2001)}, "read_as", "2000字"),
    ],
)
def test_what_a_rulebook_is_refused_for_is_said_at_the_field(
    world: OfficeWorld, values: dict[str, object], field: str, said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        revise(world, **values)
    assert said in "".join(refused.value.message_dict[field])
    assert RulebookVersion.objects.count() == 1


def test_no_change_and_a_stale_form_are_refused(world: OfficeWorld) -> None:
    same = NewReading("must", "党政主要负责人任一主持均计入", at_least=1, due="period_end", remind_days=15)
    with pytest.raises(ValidationError, match="没有改动"):
        revise(world, same)
    revise(world)
    with pytest.raises(ValidationError, match="已有新的第 2 版"):
        revise(world, dataclasses.replace(TWICE, at_least=3), since=dt.date(2027, 1, 1))
    with pytest.raises(ValidationError, match="应晚于现行版本的 2026-07-01"):
        revise(world, dataclasses.replace(TWICE, at_least=3), based_on=2)


def test_a_number_differing_from_a_rule_alike_is_refused(world: OfficeWorld) -> None:
    twin = Rule.objects.create(regulation_id=Rule.objects.get(code=MEETINGS).regulation_id, code="twin",
                               article=8, item="二", position=99)  # fmt: skip
    reading = Reading.objects.get(rule__code=MEETINGS)
    reading.pk, reading.rule = None, twin
    reading.save()
    with pytest.raises(ValidationError) as refused:
        revise(world)
    assert "条件相同而次数不同" in "".join(refused.value.message_dict["at_least"])


def test_continuous_and_coverage_keep_what_has_no_number(world: OfficeWorld) -> None:
    revise(world, NewReading("must", "每年报告一次"), rule=Rule.objects.get(code="a8.3"))
    walk = NewReading("unquantified", "五年走遍", due="+30d", remind_days=60)
    revise(world, walk, rule=Rule.objects.get(code="a8.6.walk"), since=dt.date(2026, 10, 1), based_on=2)
    reading = Reading.objects.get(rule__code="a8.6.walk", version__number=3)
    assert not Reading.objects.filter(known__isempty=True).exists()
    assert (reading.at_least, reading.due, reading.force) == (0, "+30d", "unquantified")
    assert Reading.objects.get(rule__code="a8.3", version__number=3).read_as == "每年报告一次"


def test_what_a_version_does_not_govern_is_not_read_anew(world: OfficeWorld) -> None:
    """A tampered row of a period that began before the version stays as it is, one after it is read anew."""
    rows = Obligation.objects.filter(rule__code=MEETINGS, unit__code="团")
    rows.update(counted=9)
    revise(world)
    assert list(rows.order_by("period_start").values_list("period", "counted")) == [
        ("2026Q1", 9),
        ("2026Q2", 9),
        ("2026Q3", 0),
        ("2026Q4", 0),
        ("2027Q1", 0),
    ]
