"""Flagging under a frozen clock: each step once, caught up after an outage, settled and opened again."""

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from duties.ledger.status import Status
from duties.models import Alert, AlertPolicy, Regulation
from duties.policy_draft import DEFAULT, PolicyDraft
from duties.rulebook import XPCC_2023, read_rulebook
from duties.selectors.alerts import unread_alerts
from duties.selectors.ledger import answering_people, ledger
from duties.services.alerts import Flagged, flag_overdue
from duties.services.policies import policy_store
from duties.services.records import record_withdraw
from portal.access import SYSTEM
from portal.clock import SHANGHAI
from portal.models import Account, Installation, Person, Role, Tenure, Unit
from tests.duties.alert_world import (
    AlertWorld,
    appointed,
    at,
    held,
    make_alert_world,
    rows,
    waived,
)
from tests.duties.load_world import load_world
from tests.duties.random_worlds import Maker

CELL = ("a8.2.standing_committee", "2026Q1")
"""One sitting a quarter, led by the party secretary; due on 31 March, reminded of from 16 March."""


RULES = read_rulebook(XPCC_2023).content


def open_rows() -> set[tuple[object, ...]]:
    """All rows that are open."""
    found = Alert.objects.filter(settled_at__isnull=True)
    return set(found.values_list("rule", "period", "step", "account", "step_on", "superseded", "escalated"))


@pytest.fixture
def world(db: None) -> AlertWorld:
    with at("2026-01-01T08:00:00"):
        return make_alert_world()


def test_steps_come_on_their_days(world: AlertWorld) -> None:
    with at("2026-03-15T23:59:59"):
        flag_overdue()
        assert rows(*CELL) == set()
    with at("2026-03-16T00:00:00"):
        flag_overdue()
        assert rows(*CELL) == {("remind", "party_secretary", False), ("remind", "clerk", False)}
    for moment, steps in (
        ("2026-03-23T23:59:59", {"remind"}),
        ("2026-03-24T00:00:00", {"remind", "near"}),
        ("2026-03-31T23:59:59", {"remind", "near", "due"}),
        ("2026-04-01T00:00:00", {"remind", "near", "due", "urge"}),
        ("2026-04-15T00:00:00", {"remind", "near", "due", "urge", "supervise"}),
    ):
        with at(moment):
            flag_overdue()
            assert {step for step, _, _ in rows(*CELL)} == steps
    alert = Alert.objects.filter(rule__code=CELL[0], step="urge").first()
    assert alert is not None
    assert (alert.due_on, alert.step_on) == (dt.date(2026, 3, 31), dt.date(2026, 4, 1))


def test_a_worker_that_was_down_three_days_leaves_the_same_rows(world: AlertWorld) -> None:
    with at("2026-03-30T09:00:00"):
        flag_overdue()
        before = set(Alert.objects.values_list("rule", "period", "step", "account"))
    for day in ("2026-03-31", "2026-04-01", "2026-04-02", "2026-04-03"):
        with at(f"{day}T09:00:00"):
            flag_overdue()
    every_day = open_rows()
    assert every_day != before
    Alert.objects.exclude(step_on__lte="2026-03-30").delete()
    assert set(Alert.objects.values_list("rule", "period", "step", "account")) == before
    with at("2026-04-03T09:00:00"):
        flag_overdue()
    assert open_rows() == every_day


def test_a_second_run_writes_nothing(world: AlertWorld) -> None:
    with at("2026-04-02T09:00:00"):
        assert flag_overdue().created > 0
        assert flag_overdue() == Flagged(0, 0, 0)


def test_what_is_met_is_settled_and_opened_again_when_withdrawn(world: AlertWorld) -> None:
    with at("2026-03-20T09:00:00"):
        flag_overdue()
        record = held(world, "party_standing_committee", dt.date(2026, 3, 19))
        assert flag_overdue().settled == 2
        assert {settled for _, _, settled in rows(*CELL)} == {True}
        Alert.objects.update(read_at="2026-03-20T09:00:00+08:00")
        record_withdraw(actor=SYSTEM, record=record, reason="登记有误")
        assert flag_overdue().reopened == 2
        assert {settled for _, _, settled in rows(*CELL)} == {False}
        assert not Alert.objects.filter(rule__code=CELL[0], read_at__isnull=False).exists()


def test_what_is_made_up_or_waived_is_settled(world: AlertWorld) -> None:
    with at("2026-04-08T09:00:00"):
        flag_overdue()
        held(world, "party_standing_committee", dt.date(2026, 4, 7), for_period="2026Q1")
        waiver = waived(world, "a8.2.executive", "2026Q1", dt.date(2026, 4, 8))
        assert flag_overdue().settled == 2 * 4 * 2
        waiver.delete()
        assert flag_overdue().reopened == 4 * 2


def test_an_unquantified_duty_is_reminded_of_and_never_overdue(world: AlertWorld) -> None:
    with at("2026-06-20T09:00:00"):
        flag_overdue()
        assert {step for step, _, _ in rows("a8.2.dispatch", "2026H1")} == {"remind"}
    with at("2026-07-01T09:00:00"):
        flag_overdue()
        assert {(step, settled) for step, _, settled in rows("a8.2.dispatch", "2026H1")} == {("remind", True)}


def test_addressees_are_who_answers_and_the_clerk(world: AlertWorld) -> None:
    with at("2026-04-01T09:00:00"):
        flag_overdue()

    def told(code: str, period: str, role: str = "") -> set[str]:
        found = Alert.objects.filter(rule__code=code, period=period, role=role)
        return set(found.values_list("account__username", flat=True))

    assert told("a8.2.executive", "2026Q1") == {"administrative_head", "clerk"}
    assert told("a8.1.plan", "2026") == {"party_secretary", "administrative_head", "clerk"}
    assert told("a8.6.walk", "T2026-01-01", "party_secretary") <= {"party_secretary", "clerk"}


def test_only_the_furthest_step_presses(world: AlertWorld) -> None:
    with at("2026-04-15T09:00:00"):
        flag_overdue()
        own = Alert.objects.filter(rule__code=CELL[0], account=world.secretary)
        assert {(alert.step, alert.superseded) for alert in own} == {
            ("remind", True), ("near", True), ("due", True), ("urge", True), ("supervise", False)
        }  # fmt: skip
        assert unread_alerts(world.secretary).filter(rule__code=CELL[0]).count() == 1


def test_three_overdue_at_once_lead_to_a_talk_until_one_is_met(world: AlertWorld) -> None:
    office = appointed("office", "演示-丁四", world.regiment, Role.OFFICE)
    unit_borne = {"a8.2.standing_committee", "a8.2.executive", "a8.2.leading_group"}
    with at("2026-04-01T09:00:00"):
        flag_overdue()
        proposed = Alert.objects.filter(step="talk", account=office, settled_at__isnull=True, role="")
        assert set(proposed.values_list("rule__code", flat=True)) >= unit_borne
        for code, period in sorted(proposed.values_list("rule__code", "period"))[2:]:
            waived(world, code, period, dt.date(2026, 4, 1))
        flag_overdue()
        assert not proposed.exists()


def test_what_is_not_settled_after_all_reminders_goes_to_the_superior_office(world: AlertWorld) -> None:
    division = Unit.objects.get(code="师")
    own = appointed("office", "演示-丁四", world.regiment, Role.OFFICE)
    superior = appointed("superior", "演示-戊五", division, Role.OFFICE)
    policy = PolicyDraft([step for step in DEFAULT.steps if step.code != "talk"])
    policy_store(Regulation.objects.get(), policy, AlertPolicy(number=1, since=dt.date(2023, 2, 25)))
    last_told = dt.date(2026, 4, 15) + dt.timedelta(days=28)
    with at(f"{last_told - dt.timedelta(days=1)}T23:59:59"):
        flag_overdue()
        assert not Alert.objects.filter(rule__code=CELL[0], account=superior).exists()
    with at(f"{last_told}T00:00:00"):
        flag_overdue()
    row = Alert.objects.get(rule__code=CELL[0], account=superior)
    assert (row.step, row.escalated, row.step_on) == ("supervise", True, last_told)
    assert Alert.objects.filter(rule__code=CELL[0], account=own, escalated=False, step="supervise").exists()


def test_a_changed_policy_takes_back_no_step(world: AlertWorld) -> None:
    regulation = Regulation.objects.get()
    quiet = PolicyDraft([step for step in DEFAULT.steps if step.code in ("remind", "supervise")])
    policy_store(regulation, DEFAULT, AlertPolicy(number=1, since=dt.date(2023, 2, 25)))
    policy_store(regulation, quiet, AlertPolicy(number=2, since=dt.date(2026, 4, 2)))
    with at("2026-04-10T09:00:00"):
        flag_overdue()
        assert {step for step, _, _ in rows(*CELL)} == {"remind", "near", "due", "urge"}
    with at("2026-07-10T09:00:00"):
        flag_overdue()
        later = rows(CELL[0], "2026Q2")
    assert {step for step, _, _ in later} == {"remind"}


def test_a_new_holder_takes_over_what_is_open(world: AlertWorld) -> None:
    with at("2026-04-02T09:00:00"):
        flag_overdue()
        tenure = Tenure.objects.get(unit=world.regiment, role="party_secretary")
        Tenure.objects.filter(pk=tenure.pk).update(ended_on="2026-04-03")
        head = world.head.person
        assert head is not None
        Tenure.objects.create(
            ref="next", unit=world.regiment, role="party_secretary", person=head, started_on="2026-04-03"
        )
    with at("2026-04-03T09:00:00"):
        flag_overdue()
        assert {name for _, name, settled in rows(*CELL) if not settled} == {"administrative_head", "clerk"}
        taken_over = Alert.objects.filter(rule__code=CELL[0], account=world.head, superseded=False)
        assert [alert.step for alert in taken_over] == ["urge"]


def test_a_day_can_be_named_and_leaves_the_mark_of_the_last_check_alone(world: AlertWorld) -> None:
    with at("2026-05-01T09:00:00"):
        held(world, "party_standing_committee", dt.date(2026, 4, 20))
        flag_overdue(dt.date(2026, 3, 16))
        assert {step for step, _, _ in rows(*CELL)} == {"remind"}
        assert flag_overdue(dt.date(2026, 3, 16)) == Flagged(0, 0, 0)
        assert not Installation.objects.filter(last_flagged_at__isnull=False).exists()
        flag_overdue()
        assert Installation.objects.get().last_flagged_at == dt.datetime(2026, 5, 1, 9, tzinfo=SHANGHAI)


def test_the_command_ends_with_its_numbers(world: AlertWorld, capsys: pytest.CaptureFixture[str]) -> None:
    with at("2026-04-02T09:00:00"):
        call_command("flag_overdue")
        call_command("flag_overdue", as_of="2026-04-02")
    assert capsys.readouterr().out.splitlines()[-1] == "created=0 settled=0"


@pytest.mark.django_db
@pytest.mark.parametrize("day", [dt.date(2024, 3, 31), dt.date(2024, 4, 1), dt.date(2025, 6, 30)])
def test_pressing_is_what_the_ledger_calls_due_soon_or_overdue(day: dt.date) -> None:
    load_world(Maker(day.day).make(), [RULES])
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), SHANGHAI), tick=False):
        for person in Person.objects.all():
            Account.objects.create(username=person.code, name=person.name, person=person)
        flag_overdue()
        pressing = list(ledger().filter(status__in=[Status.DUE_SOON, Status.OVERDUE]))
        told = answering_people(pressing)
        expected = {
            (row.rule_id, row.unit_id, row.role, row.period, person.code)
            for row in pressing
            for person in told[row.pk]
        }
        assert expected == set(
            Alert.objects.values_list("rule_id", "unit_id", "role", "period", "account__username")
        )


@pytest.fixture
def standing_world(transactional_db: None) -> Iterator[AlertWorld]:
    with at("2026-01-01T08:00:00"):
        yield make_alert_world()


def test_two_runs_at_once_write_each_row_once(standing_world: AlertWorld) -> None:
    found: list[Flagged] = []
    start = threading.Barrier(2)

    def run() -> None:
        try:
            start.wait()
            found.append(flag_overdue())
        finally:
            connection.close()

    with at("2026-04-02T09:00:00"):
        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(each.created for each in found) == [0, Alert.objects.count()]


@pytest.mark.django_db
@pytest.mark.parametrize("day", [dt.date(2024, 2, 29), dt.date(2024, 12, 31)])
def test_a_day_that_is_named_gives_the_rows_that_it_gave_when_it_was_today(day: dt.date) -> None:
    def rows_of_all() -> set[tuple[object, ...]]:
        return set(
            Alert.objects.values_list(
                "rule", "unit", "role", "period", "step", "account", "due_on", "step_on"
            )
        )

    load_world(Maker(3).make(), [RULES])
    for person in Person.objects.all():
        Account.objects.create(username=person.code, name=person.name, person=person)
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), SHANGHAI), tick=False):
        flag_overdue()
    then = rows_of_all()
    assert then
    Alert.objects.all().delete()
    with at("2025-06-30T09:00:00"):
        flag_overdue(day)
    assert rows_of_all() == then
