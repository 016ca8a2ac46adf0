"""The preview of a policy says what the engine did when it ran on each of those days."""

import dataclasses
import datetime as dt
from collections import Counter

import pytest

from duties.models import Alert, AlertPolicy, Regulation
from duties.policy_draft import DEFAULT, ExceptionDraft, PolicyDraft
from duties.selectors.policy_preview import would_have_sent
from duties.services.alerts import flag_overdue
from duties.services.policies import policy_store
from portal.models import Role, Unit
from tests.duties.alert_world import AlertWorld, appointed, at, held, make_alert_world, waived

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2026, 3, 10), dt.date(2026, 6, 10)
EACH_DAY = [FIRST + dt.timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


@pytest.fixture
def world() -> AlertWorld:
    with at("2026-01-01T08:00:00"):
        made = make_alert_world()
        appointed("office", "演示-丁四", made.regiment, Role.OFFICE)
        appointed("superior", "演示-戊五", Unit.objects.get(code="师"), Role.OFFICE)
        return made


def happens(world: AlertWorld, day: dt.date) -> None:
    """What the regiment does: one sitting in time, one late, one made up, one waiver."""
    if day == dt.date(2026, 3, 20):
        held(world, "party_standing_committee", day)
    if day == dt.date(2026, 4, 20):
        held(world, "administrative_executive", day, for_period="2026Q1", by="administrative_head")
    if day == dt.date(2026, 5, 2):
        waived(world, "a8.2.leading_group", "2026Q1", day)


AT_ONCE = PolicyDraft(DEFAULT.steps, [ExceptionDraft("supervise", 20, force="must")])
IMPATIENT = PolicyDraft(
    [dataclasses.replace(step, cap=1, at_once=None) for step in DEFAULT.steps if step.code != "remind"]
)


@pytest.mark.parametrize("draft", [AT_ONCE, IMPATIENT])
def test_the_preview_says_what_the_engine_did(world: AlertWorld, draft: PolicyDraft) -> None:
    regulation = Regulation.objects.get()
    policy_store(regulation, draft, AlertPolicy(number=1, since=regulation.effective_on))
    for day in EACH_DAY:
        with at(f"{day}T09:00:00"):
            happens(world, day)
            flag_overdue()
    with at(f"{LAST}T10:00:00"):
        sent = would_have_sent(regulation, draft, length=LAST - FIRST)
    made = Alert.objects.filter(step_on__gt=FIRST)
    assert sent.rows == Counter(made.values_list("step", "addressed_as"))
    assert set(sent.rows) >= {("talk", "office"), ("supervise", "office"), ("urge", "clerk")}
    assert sum(sent.escalated.values()) == made.filter(escalated=True).count()
    assert (draft is IMPATIENT) == bool(sent.escalated)
    assert sent.persons == made.values("account").distinct().count()
    assert sent.digests == made.values("account", "step_on").distinct().count()
    busiest = Counter(made.values_list("account", "step_on")).most_common(1)[0]
    assert sent.busiest is not None
    assert sent.busiest.number == busiest[1]


def test_without_anybody_nothing_is_sent(world: AlertWorld) -> None:
    Alert.objects.all().delete()
    with at(f"{FIRST}T10:00:00"):
        sent = would_have_sent(
            Regulation.objects.get(), PolicyDraft(DEFAULT.steps[-1:]), length=dt.timedelta(days=3)
        )
    assert (sent.total, sent.persons, sent.busiest) == (0, 0, None)
