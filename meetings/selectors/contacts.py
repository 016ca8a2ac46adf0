"""Contact points and resident teams: who has which, whose seat changed hands, and what is due there this year."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from duties.ledger.by_target import Reached, counting_by_target
from duties.models import Link, Obligation, Record, RecordState
from duties.selectors.ledger import Line, ledger, lines
from duties.selectors.scope import readable
from portal import access, clock
from portal.access import Actor
from portal.models import Tenure, Unit, Word
from portal.selectors.vocabulary import Vocabulary

NEW_DAYS = 92
"""So long after a seat changed hands its contact points are shown until the new holder has been there."""

SOON_DAYS = 30
"""So long before a holder's known last day the contact points of the seat are shown as to be handed over."""


@dataclasses.dataclass(frozen=True)
class Holding:
    """Who has a link through its seat: the present holder, and what the change of hands asks for."""

    who: str
    note: str
    pressing: bool


@dataclasses.dataclass(frozen=True)
class LinkRow:
    """One link with its seat's holder and the visits that are due there this year."""

    link: Link
    holding: Holding
    due: Line | None
    reached: Reached | None

    @property
    def left(self) -> int:
        """How many visits are still due, over all contact points of the seat."""
        row = self.due.obligation if self.due else None
        return max(row.required - row.counted, 0) if row else 0


def links_of(actor: Actor, show: str = "") -> QuerySet[Link]:
    """The links of units in the actor's scope that are not over; `handover`: to be handed over; `ended`: over."""
    today = clock.today()
    rows = Link.objects.known().filter(unit__in=access.readable_units(actor))
    over = Q(ended_on__lte=today)
    rows = rows.filter(over) if show == "ended" else rows.exclude(over)
    if show == "handover":
        rows = rows.filter(_to_be_handed_over(today), during__contains=today)
    return rows.select_related("unit", "target").order_by("unit__code", "kind", "role", "target__code", "pk")


def links_to(unit: Unit) -> list[Link]:
    """The links of others to `unit` that hold today."""
    rows = Link.objects.present().filter(target=unit).select_related("unit")
    return list(rows.order_by("kind", "unit__code", "role", "pk"))


def link_or_404(actor: Actor, unit: Unit, ref: str) -> Link:
    """The link of `unit` with this number, as known now; raises Http404 otherwise."""
    rows = Link.objects.known().filter(unit=unit, ref=ref.replace("\0", ""))
    found: Link | None = rows.select_related("unit", "target").first()
    if found is None:
        raise Http404
    return found


def _to_be_handed_over(today: dt.date) -> Q:
    """A seat's link whose seat is vacant, soon will be, or has a new holder who has not been there yet."""
    seat = Tenure.objects.present(today).filter(unit=OuterRef("unit"), role=OuterRef("role"))
    been = Record.objects.filter(
        unit=OuterRef("unit"), leader=OuterRef("person"), target=OuterRef(OuterRef("target")),
        occurred_on__gte=OuterRef("started_on"), withdrawn_at__isnull=True,
        state__in=[RecordState.SUBMITTED, RecordState.CONFIRMED],
    )  # fmt: skip
    leaving = seat.filter(ended_on__lte=today + dt.timedelta(days=SOON_DAYS))
    new = seat.filter(started_on__gt=today - dt.timedelta(days=NEW_DAYS)).filter(~Exists(been))
    begun = Coalesce(OuterRef("started_on"), Value(dt.date.min))
    taken_over = new.filter(started_on__gt=begun)
    return ~Q(role="") & (~Q(Exists(seat)) | Q(Exists(leaving)) | Q(Exists(taken_over)))


def link_rows(actor: Actor, links: Sequence[Link], words: Vocabulary) -> list[LinkRow]:
    """The links of a page with holders and due visits; constant queries."""
    tenures = _tenures(links)
    due = _due(actor, links)
    reached = counting_by_target(line.obligation for line in due.values())
    rows = []
    for link in links:
        line = due.get((link.unit_id, link.role, link.kind))
        hit = reached.get((line.obligation.pk, link.target_id)) if line else None
        rows.append(LinkRow(link, _holding(link, tenures.get((link.unit_id, link.role), [])), line, hit))
    return rows


def _tenures(links: Iterable[Link]) -> dict[tuple[int, str], list[Tenure]]:
    """The tenures of the links' seats up to today, the earliest first; one query."""
    seats = {(link.unit_id, link.role) for link in links if link.role}
    rows = Tenure.objects.known().filter(
        unit__in={unit for unit, _ in seats},
        role__in={role for _, role in seats},
        started_on__lte=clock.today(),
    )
    found: dict[tuple[int, str], list[Tenure]] = {}
    for row in rows.select_related("person").order_by("started_on", "pk"):
        found.setdefault((row.unit_id, row.role), []).append(row)
    return found


def _due(actor: Actor, links: Iterable[Link]) -> dict[tuple[int, str, str], Line]:
    """The obligations of today that ask for visits to linked targets, by unit, role and kind of link; one query."""
    today, units = clock.today(), {link.unit_id for link in links}
    rows = ledger().containing(today).filter(readable(actor), unit__in=units, reading__measure="count")
    rows = rows.filter(reading__target__has_key="linked").order_by("rule__position")
    found: dict[tuple[int, str, str], Line] = {}
    for line in lines(rows):
        row = line.obligation
        found.setdefault((row.unit_id, row.role, row.reading.target["linked"]), line)
    return found


def _holding(link: Link, tenures: Sequence[Tenure]) -> Holding:
    today = clock.today()
    if not link.role:
        return Holding("", "", pressing=False)
    present = [each for each in tenures if each.ended_on is None or each.ended_on > today]
    if not present:
        last = max((each.ended_on for each in tenures if each.ended_on), default=None)
        ago = f"自{last:%Y-%m-%d}起" if last else ""
        return Holding("", f"席位{ago}空缺,联系由继任者接续", pressing=True)
    names = "、".join(f"{each.person.name}{'(主持工作)' if each.acting else ''}" for each in present)
    leaving = min((each.ended_on for each in present if each.ended_on), default=None)
    if leaving is not None and (leaving - today).days <= SOON_DAYS:
        return Holding(names, f"{leaving:%Y-%m-%d}离任,由继任者接续", pressing=True)
    since = present[0].started_on
    before = [each for each in tenures if each not in present]
    if before and since is not None and (link.started_on is None or since > link.started_on):
        return Holding(names, f"由新任{present[0].person.name}自{since:%Y-%m-%d}起接续", pressing=False)
    return Holding(names, "", pressing=False)


@dataclasses.dataclass(frozen=True)
class CoverageRow:
    """One bearer who must have a link, and since when it has one or has none; without a day, ever since."""

    line: Line
    holders: str
    targets: Sequence[str]
    since: dt.date | None


def standing_rows(actor: Actor, *, missing: bool = False) -> QuerySet[Obligation]:
    """The obligations of today to have a link, those without one first; `missing`: those alone."""
    rows = ledger().containing(clock.today()).filter(readable(actor), reading__measure="standing")
    if missing:
        rows = rows.filter(counted__lt=F("required"))
    return rows.order_by("counted", "unit__code", "rule__position", "role")


def coverage_rows(found: Sequence[Line]) -> list[CoverageRow]:
    """Lines of `standing_rows` with holders and targets; two queries."""
    units = {line.obligation.unit_id for line in found}
    links: dict[tuple[int, str, str], list[Link]] = {}
    for link in (
        Link.objects.known().filter(unit__in=units).select_related("target").order_by("started_on", "pk")
    ):
        links.setdefault((link.unit_id, link.role, link.kind), []).append(link)
    holders: dict[tuple[int, str], list[str]] = {}
    for tenure in Tenure.objects.present().filter(unit__in=units).select_related("person").order_by("pk"):
        holders.setdefault((tenure.unit_id, tenure.role), []).append(tenure.person.name)
    return [_coverage_row(line, links, holders) for line in found]


def _coverage_row(
    line: Line, links: dict[tuple[int, str, str], list[Link]], holders: dict[tuple[int, str], list[str]]
) -> CoverageRow:
    row, today = line.obligation, clock.today()
    own = links.get((row.unit_id, row.role, row.reading.kind), [])
    holding = [
        link
        for link in own
        if (link.started_on is None or link.started_on <= today)
        and (link.ended_on is None or link.ended_on > today)
    ]
    names = "、".join(holders.get((row.unit_id, row.role), [])) if row.role else ""
    targets = [link.target.name for link in holding]
    if row.counted >= row.required:
        begun = [link.started_on for link in holding]
        since = None if None in begun else min(filter(None, begun), default=None)
    else:
        ended = [link.ended_on for link in own if link.ended_on and link.ended_on <= today]
        since = max(ended, default=None)
    return CoverageRow(line, names, targets, since)


def seats_of(unit: Unit, words: Vocabulary) -> list[str]:
    """The roles that were ever held at `unit`, in the order of the vocabulary; one query."""
    held = set(Tenure.objects.known().filter(unit=unit).values_list("role", flat=True))
    return [role for role in words.words.get(Word.Group.ROLE, {}) if role in held]
