"""Reorganisations in 2026 leave the ledger of 2025 byte for byte as it was, and the stored one as a full reading is."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import DjangoDbBlocker

from duties.ledger.compute import compute_rows
from duties.ledger.reconcile import reconcile
from duties.models import HouseholdRegistration, Link, Obligation, Rule
from duties.selectors.board.sums import Reach, part_sums
from duties.selectors.ledger import ledger
from duties.selectors.scope import readable
from portal import clock
from portal.access import Actor
from portal.models import (
    Appointment,
    Change,
    Existence,
    Name,
    Person,
    Placement,
    Role,
    Succession,
    Tag,
    Tenure,
    Unit,
)
from portal.services.deed import Deed, preview
from portal.services.handover import seat_hand_over
from portal.services.reorganisation import (
    NewUnit,
    unit_abolish,
    unit_begin,
    unit_merge,
    unit_move,
    unit_rename,
    unit_split,
)
from tests.duties.reorganisation_world import NOW, export_2025, make_world, unit
from tests.duties.shared import shared
from tests.portal.desk import account_at

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Actor]:
    with shared(make_world, NOW, django_db_blocker) as actor:
        yield actor


@pytest.fixture(autouse=True)
def now(world: Actor) -> Iterator[None]:
    with time_machine.travel(NOW + dt.timedelta(minutes=1), tick=False):
        yield


@pytest.fixture
def admin(world: Actor) -> Actor:
    return world


def person(code: str) -> Person:
    return Person.objects.get(code=code)


def begin(admin: Actor) -> Deed:
    return unit_begin(
        actor=admin, day=DAY, code="27-9", kind="company", name="演示27团新连", parent=unit("27")
    )


def abolish(admin: Actor) -> Deed:
    return unit_abolish(actor=admin, day=DAY, unit=unit("27-1"), reason="演示撤销")


def merge(admin: Actor) -> Deed:
    units = [unit("27-1"), unit("27-2")]
    return unit_merge(actor=admin, day=DAY, units=units, into=NewUnit("27-9", "演示27团合并连"))


def split(admin: Actor) -> Deed:
    new = [NewUnit("29", "演示29团", [unit("27-2")])]
    return unit_split(actor=admin, day=DAY, unit=unit("27"), new=new, keep=True)


def move(admin: Actor) -> Deed:
    return unit_move(actor=admin, day=DAY, unit=unit("27"), parent=unit("三"), reason="演示改隶")


def rename(admin: Actor) -> Deed:
    return unit_rename(actor=admin, day=DAY, unit=unit("27"), name="演示二十七团")


def hand_over(admin: Actor) -> Deed:
    return seat_hand_over(
        actor=admin, day=DAY, unit=unit("27-1"), role="party_secretary", successor=Person(code="新", name="演示-新")
    )  # fmt: skip


DEEDS = [begin, abolish, merge, split, move, rename, hand_over]


@pytest.mark.parametrize("deed", DEEDS)
def test_last_year_stays_byte_for_byte(admin: Actor, deed: Callable[[Actor], Deed]) -> None:
    before = export_2025()
    deed(admin)
    assert export_2025() == before
    assert reconcile(check=True).differences == []


@pytest.mark.parametrize("deed", DEEDS)
def test_a_preview_writes_nothing(admin: Actor, deed: Callable[[Actor], Deed]) -> None:
    def state() -> list[int]:
        models = (Unit, Existence, Name, Placement, Tag, Tenure, Link, Appointment, Succession, Change)
        return [model.objects.count() for model in (*models, Obligation)]

    before = state()
    shown = preview(lambda: deed(admin))
    assert state() == before
    assert shown.lines
    assert reconcile(check=True).differences == []


def test_a_term_that_is_cut_short_is_as_it_was_for_who_looks_back(admin: Actor) -> None:
    """A term ends with its tenure (rules.md): its row changes, the calendar's do not, nor does a past view any row."""
    known, calendar, whole = clock.now(), export_2025(terms=False), export_2025()
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        seat_hand_over(
            actor=admin, day=DAY, unit=unit("27"), role="party_secretary", successor=person("书记28"), acting=True
        )  # fmt: skip
        unit_abolish(actor=admin, day=DAY, unit=unit("28"), children_to=unit("27"))
        assert export_2025(terms=False) == calendar
        assert export_2025() != whole
        assert export_2025(known_at=known) == whole
    assert reconcile(check=True).differences == []


def area(code: str, first: dt.date, last: dt.date) -> set[tuple[str, str]]:
    """Units and periods of one area that compute_rows lists for the calendar periods that end on `last`."""
    rows = compute_rows(from_day=first, to_day=last, as_of=clock.today(), unit=unit(code))
    return {(row.unit, row.period) for row in rows if row.period_end == last + dt.timedelta(days=1)}


def on_board(of: Unit, on: dt.date) -> bool:
    """Whether the board of a division counts 演示27团's meeting of the quarter that ends on `on`."""
    rule = Rule.objects.get(code="a8.2.leading_group")
    regiment = unit("27")
    return any(
        part.part == regiment.pk and part.rule == rule.pk and part.tally.required
        for part in part_sums(Reach(of, of), on)
    )


def test_a_moved_unit_shows_under_each_parent_in_its_time(admin: Actor) -> None:
    shown = unit_move(actor=admin, day=dt.date(2025, 5, 16), unit=unit("27"), parent=unit("三"))
    moved = compute_rows(
        from_day=dt.date(2023, 1, 1), to_day=clock.today(), as_of=clock.today(), unit=unit("三")
    )  # fmt: skip
    counts = dict(shown.consequences[0].counts)
    assert counts["改列辖区"] == len([row for row in moved if row.unit.startswith("27")]) > 0
    quarters = {
        "2025Q1": (dt.date(2025, 1, 1), dt.date(2025, 3, 31), "二", "三"),
        "2025Q2": (dt.date(2025, 4, 1), dt.date(2025, 6, 30), "三", "二"),
        "2025Q3": (dt.date(2025, 7, 1), dt.date(2025, 9, 30), "三", "二"),
    }
    for period, (first, last, parent, other) in quarters.items():
        assert ("27", period) in area(parent, first, last)
        assert ("27", period) not in area(other, first, last)
        for code, seen in ((parent, True), (other, False)):
            reader = account_at(unit(code), Role.OFFICE, f"{code}{period}")
            rows = ledger().filter(readable(reader), unit=unit("27"), period=period)
            assert rows.exists() is seen
            assert on_board(unit(code), last) is seen
    assert reconcile(check=True).differences == []


def words(error: ValidationError) -> dict[str, list[str]]:
    return dict(error.message_dict)


def refused(work: Callable[[], Deed]) -> dict[str, list[str]]:
    """What a deed is refused for, by argument."""
    with pytest.raises(ValidationError) as caught:
        work()
    return words(caught.value)


def test_an_abolished_unit_takes_all_of_its_own_with_it(admin: Actor) -> None:
    clerk = account_at(unit("27-1"), Role.CLERK, "jingban")
    shown = abolish(admin)
    for model in (Tenure, Placement, Existence, Appointment):
        assert {fact.ended_on for fact in model.objects.known().filter(unit=unit("27-1"))} == {DAY}
    assert Link.objects.known().get(ref="L1").ended_on == DAY
    registered = HouseholdRegistration.objects.known().filter(household__unit=unit("27-1"))
    assert [each.ended_on for each in registered] == [DAY, DAY]
    assert not Appointment.objects.present().filter(account=clerk.account).exists()
    assert ("演示27团一连", "在册2条", "终止于2026年3月1日") in [
        (line.unit, line.fact, line.change) for line in shown.lines
    ]
    assert Change.objects.filter(action="existence_change", reason="演示撤销").exists()


def test_merged_households_and_children_go_over(admin: Actor) -> None:
    merge(admin)
    merged = HouseholdRegistration.objects.known().filter(household__unit=unit("27-9"))
    assert sorted(merged.values_list("household__number", flat=True)) == ["001", "002", "003"]
    assert set(Succession.objects.values_list("unit__code", "successor__code", "kind", "on")) == {
        ("27-1", "27-9", "merge", DAY),
        ("27-2", "27-9", "merge", DAY),
    }
    unit_merge(actor=admin, day=DAY, units=[unit("28")], into=unit("27"))
    assert Placement.objects.present().get(unit=unit("28-1")).parent == unit("27")
    assert reconcile(check=True).differences == []


def test_a_unit_may_end_in_a_split(admin: Actor) -> None:
    new = [NewUnit("271", "演示271团", [unit("27-1")]), NewUnit("272", "演示272团", [unit("27-2")])]
    unit_split(actor=admin, day=DAY, unit=unit("27"), new=new, keep=False)
    assert Placement.objects.present().get(unit=unit("27-2")).parent == unit("272")
    assert Existence.objects.known().get(unit=unit("27")).ended_on == DAY
    assert reconcile(check=True).differences == []


def test_links_of_a_seat_go_on_or_end_or_go_to_another_seat(admin: Actor) -> None:
    def over(links: str) -> list[tuple[str, dt.date | None]]:
        def work() -> Deed:
            return seat_hand_over(
                actor=admin, day=DAY, unit=unit("27"), role="party_secretary", successor=person("书记28"), links=links
            )  # fmt: skip

        shown = preview(work)
        assert "此席位现有定点联系、工作队1条。" in shown.notes
        return [(line.fact, line.change) for line in shown.lines if "定点联系" in line.fact]

    assert over("keep") == []
    assert over("end") == [("定点联系1条", "终止于2026年3月1日")]
    assert over("administrative_head") == [
        ("定点联系1条", "终止于2026年3月1日"),
        ("定点联系1条", "自2026年3月1日起"),
    ]


def test_a_seat_passes_to_an_acting_holder_and_to_nobody(admin: Actor) -> None:
    seat = {"actor": admin, "unit": unit("28-1"), "role": "party_secretary"}
    seat_hand_over(day=DAY, successor=person("书记27-1"), acting=True, **seat)
    seat_hand_over(day=dt.date(2026, 5, 1), successor=person("书记27-1"), **seat)
    seat_hand_over(day=dt.date(2026, 6, 1), **seat)
    held = Tenure.objects.known().filter(unit=unit("28-1")).order_by("started_on")
    assert list(held.values_list("person__code", "acting", "started_on", "ended_on")) == [
        ("书记28-1", False, dt.date(2023, 6, 1), DAY),
        ("书记27-1", True, DAY, dt.date(2026, 5, 1)),
        ("书记27-1", False, dt.date(2026, 5, 1), dt.date(2026, 6, 1)),
    ]
    assert refused(lambda: seat_hand_over(day=dt.date(2026, 7, 1), **seat)) == {
        "successor": ["此席位当日无人在任,请填继任人。"]
    }
    assert reconcile(check=True).differences == []


def test_what_contradicts_the_tree_is_refused_at_its_field(admin: Actor) -> None:
    early = dt.date(2022, 12, 31)
    cases: list[tuple[Callable[[], Deed], str, str]] = [
        (lambda: unit_move(actor=admin, day=early, unit=unit("27"), parent=unit("三")), "day", "不能早于此日"),
        (lambda: unit_move(actor=admin, day=DAY, unit=unit("27"), parent=unit("二")), "parent", "已隶属于演示二师"),
        (lambda: unit_move(actor=admin, day=DAY, unit=unit("27"), parent=unit("27")), "parent", "不能隶属于自身"),
        (lambda: unit_move(actor=admin, day=DAY, unit=unit("27"), parent=unit("兵")), "parent", "只能隶属于师市"),
        (lambda: unit_abolish(actor=admin, day=DAY, unit=unit("27")), "children", "演示27团一连、演示27团二连"),
        (lambda: unit_abolish(actor=admin, day=DAY, unit=unit("27"), children_to=unit("27-1")), "children_to", "不能承接"),
        (lambda: unit_abolish(actor=admin, day=DAY, unit=unit("27"), children_to=unit("三")), "children_to", "只能隶属于"),
        (lambda: unit_abolish(actor=admin, day=dt.date(2025, 3, 1), unit=unit("27-1")), "day", "还有1条履职记录"),
        (lambda: unit_merge(actor=admin, day=DAY, units=[unit("27"), unit("27-1")], into=unit("28")), "units", "类别须相同"),
        (lambda: unit_merge(actor=admin, day=DAY, units=[unit("27-1")], into=NewUnit("X", "演示")), "units", "至少填两个"),
        (lambda: unit_split(actor=admin, day=DAY, unit=unit("27"), new=[NewUnit("29", "演示29团")] * 2, keep=False), "code_2", "已存在"),
        (lambda: unit_split(actor=admin, day=DAY, unit=unit("27"), new=[NewUnit("29", "演示29团", [unit("28-1")])], keep=True), "children_1", "不隶属于演示27团"),
        (lambda: unit_begin(actor=admin, day=DAY, code="29", kind="regiment", name="演示29团", parent=None), "parent", "须填上级单位"),
        (lambda: unit_rename(actor=admin, day=dt.date(2027, 1, 1), unit=unit("27"), name="演示新名"), "day", "不能提前"),
        (lambda: unit_rename(actor=admin, day=DAY, unit=unit("27"), name="演示27团"), "name", "已叫"),
        (lambda: seat_hand_over(actor=admin, day=DAY, unit=unit("27"), role="party_secretary", outgoing=[person("团长27")]), "outgoing", "不在此席位任职"),
        (lambda: seat_hand_over(actor=admin, day=dt.date(2023, 6, 1), unit=unit("27"), role="party_secretary"), "day", "当日才到任"),
    ]  # fmt: skip
    for work, field, message in cases:
        told = refused(work)
        assert list(told) == [field], told
        assert message in told[field][0]
    unit_abolish(actor=admin, day=DAY, unit=unit("27-1"))
    assert "已于2026年3月1日撤销" in refused(lambda: abolish(admin))["unit"][0]
    assert "管理员岗位" in refused(lambda: unit_abolish(actor=admin, day=DAY, unit=account_home()))["unit"][0]


def account_home() -> Unit:
    """A unit without others under it at which an administrator of the platform has a post."""
    account_at(unit("28-1"), Role.AUDIT_ADMIN, "rizhi")
    return unit("28-1")


def test_an_occupied_seat_is_told(admin: Actor) -> None:
    seat = {"actor": admin, "unit": unit("27"), "role": "party_secretary"}
    Tenure.objects.create(
        ref="later", unit=unit("27"), role="party_secretary", person=person("书记28"), acting=True,
        started_on=dt.date(2026, 1, 1),
    )  # fmt: skip
    told = refused(lambda: seat_hand_over(day=DAY, successor=person("书记33"), **seat))
    assert "演示-书记27(书记27)、演示-书记28(书记28)" in told["outgoing"][0]
    named = {"outgoing": [person("书记28")], "successor": person("书记33")}
    assert "一并填为离任人" in refused(lambda: seat_hand_over(day=DAY, **seat, **named))["successor"][0]


def test_only_the_system_administrator_reorganises() -> None:
    for role in set(Role) - {Role.SYSTEM_ADMIN}:
        with pytest.raises(PermissionDenied):
            move(account_at(unit("二"), role, f"other-{role}"))


def test_what_was_planned_for_later_does_not_come(admin: Actor) -> None:
    later = dt.date(2026, 8, 1)
    seat_hand_over(
        actor=admin, day=later, unit=unit("27-1"), role="party_secretary", successor=person("书记28")
    )  # fmt: skip
    known = clock.now()
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        shown = abolish(admin)
    assert "取消,不再生效" in [line.change for line in shown.lines]
    assert Tenure.objects.known().get(unit=unit("27-1")).ended_on == DAY
    assert Tenure.objects.known(known).filter(unit=unit("27-1"), started_on=later).exists()
    assert reconcile(check=True).differences == []


def test_what_ended_with_its_target_ends_no_later(admin: Actor) -> None:
    gone = dt.date(2026, 1, 15)
    Existence.objects.filter(unit=unit("27-1")).update(ended_on=gone)
    unit_abolish(actor=admin, day=DAY, unit=unit("27"), children_to=unit("28"))
    assert Link.objects.known().get(ref="L1").ended_on == gone
    assert Link.objects.known().get(ref="L2").ended_on == DAY
    assert Placement.objects.known().get(unit=unit("27-1")).ended_on is None
