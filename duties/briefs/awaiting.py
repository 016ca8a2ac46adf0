"""What awaits a decision in an area: talks, documents, supervision items, applications for a waiver; with who decides.

Every reader of the area gets the same page, the auditor too: what only the desk may read before it is decided or issued
(talks, drafts) is counted and not named.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from duties import statement_states
from duties.briefs.facts import Decision
from duties.models import Statement, SupervisionItem, Talk
from duties.selectors.supervision.waiting import held_by
from duties.supervision_states import WITH_UNIT, Holder
from duties.talk_states import State as TalkState
from portal import clock
from portal.access import within
from portal.models import Document, Placement, Role, Unit

NAMED = 2
"""So many of each are named."""


def decisions_of(unit: Unit) -> list[Decision]:
    """What waits now, each kind of which anything waits; three queries a kind at most."""
    today = clock.today()
    items = SupervisionItem.objects.filter(office=unit).select_related("unit", "notice")
    late = items.filter(state__in=WITH_UNIT, deadline__lt=today)
    held = items.filter(state__in=held_by(Holder.APPROVER))
    talks = Talk.objects.filter(office=unit, state=TalkState.SUBMITTED.value)
    papers = Document.objects.filter(issuer=unit, state=Document.State.REVIEWED)
    approver, office = Role.APPROVER.label, Role.OFFICE.label
    waiting = [
        _waiting("约谈建议待决定", approver, talks, "state_since", _talks()),
        _waiting("公文待签发", approver, papers, "reviewed_at", _papers()),
        _waiting("督办件待审定", approver, held, "state_since", _items(f"holder={Holder.APPROVER.value}")),
        _waiting("豁免申请待答复", office, _waivers(unit), "made_at", _asked(), lambda each: each.unit.name),
        _waiting("督办件逾期未办结", office, late, "deadline", _items("late=1"), _item),
    ]
    return [each for each in waiting if each is not None]


def _waiting(
    label: str,
    by: str,
    rows: QuerySet[Any],
    since: str,
    page: str,
    name: Callable[[Any], str] | None = None,
) -> Decision | None:
    """One kind; without `name` it is counted only."""
    ordered = rows.order_by(since, "pk")
    number = ordered.count()
    if not number:
        return None
    first = list(ordered[:NAMED])
    names = [name(row) for row in first] if name else []
    return Decision(label, number, _day(getattr(first[0], since)), by, names, page)


def _item(item: SupervisionItem) -> str:
    return f"{item.unit.name}({item.number})"


def _day(value: dt.date | dt.datetime) -> str:
    day = value.astimezone(clock.SHANGHAI).date() if isinstance(value, dt.datetime) else value
    return day.isoformat()


def _waivers(unit: Unit) -> QuerySet[Statement]:
    """The applications that the office of `unit` answers: those from below, its own where nothing stands above it."""
    asked = Q(kind=statement_states.Kind.WAIVER, state=statement_states.State.WAITING)
    found = Statement.objects.filter(asked).filter(within("unit", unit, clock.today()))
    placed = Placement.objects.present().filter(unit=unit).exists()
    return (found.exclude(unit=unit) if placed else found).select_related("unit")


def _talks() -> str:
    return f"{reverse('talks')}?group={TalkState.SUBMITTED.value}&own=1"


def _papers() -> str:
    return f"{reverse('documents')}?state={Document.State.REVIEWED}"


def _items(query: str) -> str:
    return f"{reverse('supervision')}?{query}"


def _asked() -> str:
    return f"{reverse('statements')}?kind={statement_states.Kind.WAIVER}"
