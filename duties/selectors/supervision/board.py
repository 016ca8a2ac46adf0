"""督办台账: the items of one's scope by state and by who has the ball, with their ages; narrowed, sorted, exported."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from duties.models import SupervisedMatter, SupervisedObligation, SupervisedUnit, SupervisionItem
from duties.selectors.supervision.items import MATTERS, OBLIGATIONS, UNITS
from duties.selectors.supervision.waiting import held_by, waits_for
from duties.supervision_access import visible_items
from duties.supervision_states import OVER, STATES, WITH_UNIT, Holder, State
from portal import clock
from portal.access import Actor, within
from portal.models import Area, Unit

HOLDER_CODES = frozenset(holder.value for holder in Holder)
OPEN = "open"
ALL = "all"
OBLIGATION = "obligation"
"""The source of items that come from the ledger."""

SORTS = {
    "deadline": "办结期限",
    "days": "停留天数",
    "number": "督办编号",
    "unit": "承办单位",
}


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What of the items is asked for; empty means all. `state` may be open or all, `source` obligation or a source's kind."""

    state: str = OPEN
    holder: str = ""
    late: bool = False
    waiting: bool = False
    unit: str = ""
    source: str = ""
    text: str = ""
    sort: str = "deadline"


@dataclasses.dataclass(frozen=True)
class Lot:
    """The items in one state: how many, how many of them late, for how many days the oldest has been there."""

    state: State
    count: int
    late: int
    oldest: int


def lots(actor: Actor) -> dict[Holder, list[Lot]]:
    """What is under way in the actor's scope, by who has the ball and by state; one query."""
    today = clock.today()
    late = Q(state__in=WITH_UNIT, deadline__lt=today)
    rows = (
        visible_items(actor)
        .select_related(None)
        .exclude(state__in=OVER)
        .order_by()
        .values("state")
        .annotate(count=Count("pk"), late=Count("pk", filter=late), since=Min("state_since"))
    )
    found = {
        row["state"]: Lot(State(row["state"]), row["count"], row["late"], _days(row["since"], today))
        for row in rows
    }
    return {
        holder: [found.get(state, Lot(state, 0, 0, 0)) for state in State if state.holder == holder]
        for holder in (Holder.UNIT, Holder.OFFICE, Holder.APPROVER)
    }


def _days(since: dt.datetime, today: dt.date) -> int:
    return (today - since.astimezone(clock.SHANGHAI).date()).days


def waiting_count(actor: Actor) -> int:
    """How many items wait for the actor; at most one query."""
    condition = waits_for(actor)
    return visible_items(actor).filter(condition).count() if condition else 0


def narrowed(actor: Actor, wanted: Wanted) -> QuerySet[SupervisionItem]:
    """The items asked for, in the order asked for, with what the list shows of each."""
    rows = visible_items(actor).prefetch_related(OBLIGATIONS, UNITS, MATTERS)
    rows = rows.filter(in_state(wanted.state))
    if wanted.holder:
        rows = rows.filter(state__in=held_by(Holder(wanted.holder)))
    if wanted.late:
        rows = rows.filter(is_late())
    if wanted.waiting:
        rows = rows.filter(waits_for(actor) or Q(pk__in=[]))
    if wanted.unit:
        rows = rows.filter(of_unit(wanted.unit))
    if wanted.source:
        rows = rows.filter(from_source(wanted.source))
    if wanted.text:
        rows = rows.filter(saying(wanted.text))
    return rows.order_by(*_order(wanted.sort))


def in_state(asked: str) -> Q:
    """The condition of a state, of being under way (OPEN), or of any (ALL)."""
    if asked == ALL:
        return Q()
    return Q(state=asked) if asked in STATES else ~Q(state__in=OVER)


def is_late() -> Q:
    """The condition that the unit has to act and the deadline has passed."""
    return Q(state__in=WITH_UNIT, deadline__lt=clock.today())


def of_unit(public_id: str) -> Q:
    """The condition that the unit itself or one below it acts."""
    try:
        unit = Unit.objects.filter(public_id=uuid.UUID(public_id)).first()
    except ValueError:
        return Q(pk__in=[])
    if unit is None:
        return Q(pk__in=[])
    acting = SupervisedUnit.objects.filter(within("unit", unit, clock.today()), item=OuterRef("pk"))
    return Q(Exists(acting))


def from_source(source: str) -> Q:
    """The condition of what an item is about: OBLIGATION or the kind of another source."""
    if source == OBLIGATION:
        return Q(Exists(SupervisedObligation.objects.filter(item=OuterRef("pk"))))
    return Q(Exists(SupervisedMatter.objects.filter(item=OuterRef("pk"), kind=source)))


def saying(text: str) -> Q:
    """The condition of words of title, number or unit."""
    said = (
        Q(notice__title__icontains=text) | Q(notice__number__icontains=text) | Q(unit__name__icontains=text)
    )
    number = text.removeprefix("督").partition("-")
    if number[0].isdecimal() and number[2].isdecimal():
        said |= Q(year=int(number[0][:4]), serial=int(number[2][:6]))
    return said


def _order(sort: str) -> Sequence[str | Combinable]:
    over = Case(When(state__in=OVER, then=Value(1)), default=Value(0))
    orders: dict[str, Sequence[str | Combinable]] = {
        "days": (over, "state_since", "pk"),
        "number": (
            Coalesce(F("year"), Value(9999)).desc(),
            Coalesce(F("serial"), Value(999999)).desc(),
            "-pk",
        ),
        "unit": ("unit__code", "deadline", "pk"),
    }
    return orders.get(sort, (over, "deadline", "pk"))


def offered_units(actor: Actor) -> list[Unit]:
    """The actor's own unit and those right below it today, to choose from; empty for who reads the own unit alone."""
    if actor.post is None:
        return []
    near = Area.objects.filter(ancestor=actor.post.unit, depth__lte=1, during__contains=clock.today())
    found = list(Unit.objects.filter(pk__in=near.values("unit")).order_by("code"))
    return found if len(found) > 1 else []


def asked(values: Mapping[str, str]) -> Wanted:
    """What the parameters of an address ask for; what is not offered counts as not asked."""
    plain = {name: str(value).replace("\x00", "").strip() for name, value in values.items()}
    holder, sort = plain.get("holder", ""), plain.get("sort", "")
    state = plain.get("state", OPEN)
    return Wanted(
        state=state if state in STATES or state == ALL else OPEN,
        holder=holder if holder in HOLDER_CODES else "",
        late=plain.get("late") == "1",
        waiting=plain.get("waiting") == "1",
        unit=plain.get("unit", "")[:40],
        source=plain.get("source", "")[:20],
        text=plain.get("q", "")[:60],
        sort=sort if sort in SORTS else "deadline",
    )
