"""Flagging by SQL against the plain reading of the policy: the same rows for random worlds, policies and days."""

import datetime as dt
import random

import pytest
import time_machine

from duties.models import Alert, AlertPolicy, Regulation, Rule
from duties.policy_draft import DEFAULT, LATE, ExceptionDraft, PolicyDraft, StepDraft, faults_of
from duties.rulebook import XPCC_2023, read_rulebook
from duties.services.alerts import Flagged, flag_overdue
from duties.services.policies import policy_store
from portal.clock import SHANGHAI
from portal.models import Account, Appointment, Person, Role, Unit
from tests.duties.load_world import load_world
from tests.duties.plain_alerts import Portal, Told, expected_alerts
from tests.duties.random_worlds import Maker

pytestmark = pytest.mark.django_db
RULES = read_rulebook(XPCC_2023).content
CODES = [rule["id"] for rule in RULES["rules"] if rule["measure"] != "continuous"]
ADDRESSEES = ["answering", "clerk", "office", "superior_office"]

QUARTER_END, LEAP_DAY = dt.date(2024, 3, 31), dt.date(2024, 2, 29)
NEW_YEAR = dt.date(2025, 1, 1)


def on(day: dt.date) -> time_machine.travel:
    """The clock stands on a morning in Shanghai."""
    return time_machine.travel(dt.datetime.combine(day, dt.time(9), SHANGHAI), tick=False)


def random_policy(dice: random.Random) -> PolicyDraft:
    """A policy that could be adopted, with exceptions for some rules (by code) and forces."""
    days = dict(zip(LATE, sorted(dice.sample(range(1, 60), 3)), strict=True)) | {
        "remind": None,
        "near": -dice.randrange(1, 40),
        "due": 0,
    }
    steps = []
    for step in DEFAULT.steps:
        if dice.random() < 0.15 and len(steps) > 1:
            continue
        at_once = dice.choice([None, 2, 3]) if step.code == "talk" else None
        told = tuple(dice.sample(ADDRESSEES, dice.randrange(1, 4)))
        steps.append(StepDraft(step.code, days[step.code], told, ("inbox",), dice.randrange(1, 4), at_once))
    exceptions = [
        ExceptionDraft(step.code, None, force=dice.choice(["must", "in_principle", "unquantified"]))
        for step in dice.sample(steps, 1)
    ]
    draft = PolicyDraft(steps, exceptions)
    assert not faults_of(draft)
    return draft


def adopt(policies: list[tuple[dt.date, PolicyDraft]]) -> None:
    """Put versions in place, whoever adopted them, in the order given."""
    regulation = Regulation.objects.get()
    for number, (since, draft) in enumerate(policies, start=1):
        policy_store(regulation, draft, AlertPolicy(number=number, since=since))


def people_with_posts() -> Portal:
    """An account for each person, a clerk in some units, an office at the corps, a division and a regiment."""
    for person in Person.objects.all():
        Account.objects.create(username=person.code, name=person.name, person=person)
    posts: dict[Role, dict[str, list[str]]] = {Role.CLERK: {}, Role.OFFICE: {}}
    for role, codes in ((Role.CLERK, ["团0", "连1", "局0"]), (Role.OFFICE, ["兵", "二", "团1"])):
        for code in codes:
            account = Account.objects.create(username=f"{role}-{code}", name=f"演示-{code}")
            Appointment.objects.create(account=account, role=role, unit=Unit.objects.get(code=code))
            posts[role][code] = [account.username]
    return Portal(posts[Role.CLERK], posts[Role.OFFICE])


def open_rows() -> set[Told]:
    """What is open in the database, as the plain reading writes it."""
    found = Alert.objects.filter(settled_at__isnull=True)
    return set(
        found.values_list(
            "rule__code", "unit__code", "role", "period", "step", "account__username", "addressed_as",
            "escalated", "superseded", "step_on",
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 16))]
)
def test_the_rows_are_those_of_the_plain_reading_on_days_one_after_another(seed: int) -> None:
    dice = random.Random(seed)
    world = Maker(seed).make()
    load_world(world, [RULES])
    portal = people_with_posts()
    policies = [(dt.date(2023, 2, 25), random_policy(dice)), (dt.date(2024, 4, 3), random_policy(dice))]
    adopt(policies)
    days = [LEAP_DAY, LEAP_DAY + dt.timedelta(days=1), QUARTER_END, QUARTER_END + dt.timedelta(days=1)]
    days += [QUARTER_END + dt.timedelta(days=dice.randrange(2, 60)), NEW_YEAR]
    for day in sorted(days):
        with on(day):
            flag_overdue()
            assert open_rows() == expected_alerts(world, RULES, policies, portal, day), f"seed {seed}, {day}"
            assert flag_overdue() == Flagged(0, 0)
    assert {row[4] for row in open_rows()} >= {step.code for step in policies[1][1].steps} - {"near"}


def test_the_default_policy_is_read_alike() -> None:
    world = Maker(11).make()
    load_world(world, [RULES])
    portal = people_with_posts()
    with on(QUARTER_END + dt.timedelta(days=40)):
        flag_overdue()
        day = QUARTER_END + dt.timedelta(days=40)
        expected = expected_alerts(world, RULES, [(dt.date(2023, 2, 25), DEFAULT)], portal, day)
    assert open_rows() == expected
    assert {row[4] for row in expected} == {step.code for step in DEFAULT.steps}
    assert any(row[7] for row in expected), "somebody's row stands in place of repetition"


def test_a_rule_of_its_own_days_goes_before_its_force() -> None:
    load_world(Maker(5).make(), [RULES])
    people_with_posts()
    rule = Rule.objects.get(code="a8.2.leading_group")
    others = (
        ExceptionDraft("urge", 10, rule=rule.pk),
        ExceptionDraft("urge", None, force="must"),
    )
    adopt([(dt.date(2023, 2, 25), PolicyDraft(DEFAULT.steps, others))])
    with on(QUARTER_END + dt.timedelta(days=20)):
        flag_overdue()
    urged = Alert.objects.filter(step="urge")
    of_must = urged.filter(rule__readings__force="must")
    assert set(of_must.values_list("rule", flat=True)) == {rule.pk}
    assert {alert.step_on - alert.due_on for alert in of_must} == {dt.timedelta(days=10)}
