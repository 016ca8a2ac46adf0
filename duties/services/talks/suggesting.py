"""Suggestions of the program: units with facts that no talk has listed yet, each with its facts; nothing is decided.

A run gathers the open alerts of the step 约谈建议 and the overdue supervision items. A fact that any talk has listed,
whatever became of that talk, is not suggested again. New facts join a suggestion that is still open; while a talk of the
two units is on its way they wait for its end.
"""

import dataclasses
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from duties.ledger.roll import ensure_fresh
from duties.ledger.status import Status
from duties.models import Alert, Obligation, SupervisionItem, Talk, TalkFact, TalkPromise, TalkStep
from duties.selectors.alerts import of_row
from duties.selectors.ledger import Line, ledger, lines
from duties.selectors.talks.facts import LATE_STATES
from duties.selectors.talks.rights import tiers
from duties.services.talks.deciding import facts_add, facts_listed
from duties.services.talks.steps import MESSAGE_KIND, NOTHING, step_add, unit_desk
from duties.talk_rights import Basis, Standing
from duties.talk_states import BEFORE_TALK, Action, Promise, State
from portal import clock
from portal.access import SYSTEM
from portal.models import Placement, Role, Unit
from portal.selectors.accounts import accounts_at
from portal.services.changes import log_change, state_of
from portal.services.messages import message_send

STEP = "talk"
"""The step of the alert policy that suggests a talk."""
LOCK = (7423, 0)
"""The advisory lock that lets one run follow another."""


@dataclasses.dataclass
class Found:
    """What is new about one unit."""

    lines: list[Line] = dataclasses.field(default_factory=list)
    items: list[SupervisionItem] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Suggested:
    """What a run wrote: suggestions made, facts listed."""

    made: int = 0
    facts: int = 0


@transaction.atomic
def talks_suggest() -> Suggested:
    """Suggest talks for what is new since the last run, as the system's own work; a second run writes nothing."""
    ensure_fresh()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)
    found = _found()
    parents = {
        placement.unit_id: placement.parent
        for placement in Placement.objects.present().filter(unit__in=found).select_related("parent")
    }
    ahead = {
        (talk.office_id, talk.unit_id): talk
        for talk in Talk.objects.select_for_update(of=("self",))
        .select_related("office", "unit")
        .filter(unit__in=found, state__in=[state.value for state in BEFORE_TALK])
    }
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=found).order_by("code")}
    new: list[tuple[Talk, Found]] = []
    known = tiers()
    facts = 0
    for pk, unit in units.items():
        office = parents.get(pk)
        if office is None:
            continue
        standing = Standing(known.get(office.kind), known.get(unit.kind), 1)
        if standing.why_not():
            continue
        talk = ahead.get((office.pk, pk))
        if talk is None:
            new.append((_talk(office, unit, standing.basis), found[pk]))
        elif talk.state == State.SUGGESTED.value:
            facts += _more(talk, found[pk])
    facts += _make(new)
    _tell_offices(talk for talk, _ in new)
    return Suggested(len(new), facts)


def _found() -> dict[int, Found]:
    """By unit (id), the overdue obligations at the step and the overdue items that no talk has listed."""
    found: dict[int, Found] = {}
    alerts = of_row(Alert.objects.filter(step=STEP, settled_at__isnull=True))
    listed = TalkFact.objects.filter(
        rule=OuterRef("rule"), unit=OuterRef("unit"), role=OuterRef("role"), period=OuterRef("period")
    )
    units = Alert.objects.filter(step=STEP, settled_at__isnull=True).values("unit")
    rows = ledger().filter(Exists(alerts), ~Exists(listed), unit__in=units, status=Status.OVERDUE)
    for line in lines(_in_order(rows)):
        found.setdefault(line.obligation.unit_id, Found()).lines.append(line)
    late = SupervisionItem.objects.filter(
        ~Exists(TalkFact.objects.filter(item=OuterRef("pk"))),
        state__in=[state.value for state in LATE_STATES],
        deadline__lt=clock.today(),
    )
    for item in late.select_related("notice", "unit").order_by("deadline", "pk"):
        found.setdefault(item.unit_id, Found()).items.append(item)
    return found


def _in_order(rows: "Iterable[Obligation]") -> "list[Obligation]":
    return sorted(rows, key=lambda row: (row.unit_id, row.due_on, row.pk))


def _talk(office: Unit, unit: Unit, basis: Basis) -> Talk:
    now = clock.now()
    return Talk(office=office, unit=unit, basis=basis.value, state_since=now, proposed_at=now)


def _make(new: Sequence[tuple[Talk, Found]]) -> int:
    """Write suggestions with their facts, steps and rows of the log; gives how many facts there are."""
    Talk.objects.bulk_create(talk for talk, _ in new)
    listed = [
        (talk, facts_listed(SYSTEM, talk, found.lines, found.items, TalkFact.Source.ALERT))
        for talk, found in new
    ]
    TalkFact.objects.bulk_create(fact for _, facts in listed for fact in facts)
    TalkStep.objects.bulk_create(
        TalkStep(
            talk=talk, action=Action.SUGGEST.value, to_state=talk.state, at=talk.proposed_at, name=SYSTEM.name
        )
        for talk, _ in new
    )
    for talk, facts in listed:
        after = state_of(talk) | {"facts": [fact.title for fact in facts]}
        log_change(actor=SYSTEM, action="talk_suggest", target=talk, unit=talk.unit, after=after)
    return sum(len(facts) for _, facts in listed)


def _more(talk: Talk, found: Found) -> int:
    """List what is new on a suggestion that is open; gives how many facts that is."""
    before = state_of(talk)
    added = facts_add(SYSTEM, talk, found.lines, found.items, TalkFact.Source.ALERT)
    if added:
        talk.version += 1
        talk.save(update_fields=["version"])
        step_add(SYSTEM, talk, Action.ADD, NOTHING, old=talk.state)
        after = state_of(talk) | {"facts": [fact.title for fact in added]}
        log_change(actor=SYSTEM, action="talk_add", target=talk, unit=talk.unit, before=before, after=after)
    return len(added)


def _tell_offices(talks: Iterable[Talk]) -> None:
    """Tell each office once a day how many suggestions are new."""
    offices: dict[int, tuple[Unit, int]] = {}
    for talk in talks:
        office, number = offices.get(talk.office_id, (talk.office, 0))
        offices[talk.office_id] = office, number + 1
    for office, number in offices.values():
        message_send(
            accounts=accounts_at(office, Role.OFFICE),
            key=f"talks-suggested:{office.pk}:{clock.today()}",
            kind=MESSAGE_KIND,
            title=f"新列出约谈建议{number}件,请研究",
            text="平台只列事实,是否约谈由审定人决定。",
            url=f"{reverse('talks')}?group=suggested",
        )


def promises_remind() -> int:
    """Tell the clerks and officials of promises that are open past their day, once each; gives how many lines were written."""
    late = TalkPromise.objects.filter(state=Promise.OPEN.value, due_on__lt=clock.today())
    late = late.filter(talk__state=State.RECTIFYING.value)
    told = 0
    for promise in late.select_related("talk__unit").order_by("pk"):
        told += message_send(
            accounts=unit_desk(promise.talk.unit),
            key=f"talk-promise-late:{promise.public_id}:{promise.due_on}",
            kind=MESSAGE_KIND,
            title=f"整改承诺已逾期:{promise.text}",
            text=f"应于{promise.due_on:%Y-%m-%d}前完成;请尽快完成并报送,或报送进展说明原因。",
            url=reverse("talk", args=[promise.talk.public_id]),
        )
    return told
