"""Reading urgings: what may be urged, who has urged whom how often, and whom a new urging would reach."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Window
from django.http import Http404

from duties.models import UrgedPerson, Urging, UrgingAct
from duties.selectors.addressees import Addressed, Addressee, addressees
from duties.selectors.cell_key import Cell, CellKey, at_cells, key_at, lines_of
from duties.selectors.ledger import Line
from duties.selectors.moment import told_until
from duties.urging_words import Item
from duties.wording import PIECE
from portal import clock
from portal.access import Actor, readable_units
from portal.models import Role, Unit, Word
from portal.selectors.vocabulary import vocabulary
from portal.wording import period_cn

RECENT_DAYS = 3
"""Whoever urges again within so many days is asked to confirm it."""

MOST = 500
"""So many cells one urging takes."""


@dataclasses.dataclass(frozen=True)
class Plan:
    """What an urging of some cells would do: the cells with whom each reaches, the latest urging of those urged
    lately, and cells that press no more, with the reason."""

    lines: list[Line]
    addressed: dict[CellKey, Addressed]
    recent: dict[CellKey, Urging]
    left_out: list[tuple[Cell, str]]

    @property
    def by_unit(self) -> list[tuple[Unit, list[Line], list[Addressee], list[str]]]:
        """Unit by unit: its cells, everybody who is told there once, and what is to be said of who is missing."""
        found: dict[int, tuple[Unit, list[Line], list[Addressee], list[str]]] = {}
        for line in self.lines:
            unit, addressed = line.obligation.unit, self.addressed[key_at(line.obligation)]
            _, lines, people, missing = found.setdefault(unit.pk, (unit, [], [], []))
            lines.append(line)
            people.extend(each for each in addressed.people if each not in people)
            if addressed.missing and addressed.missing not in missing:
                missing.append(addressed.missing)
        return list(found.values())

    @property
    def reached(self) -> int:
        """How many accounts are told."""
        return len(
            {each.account.pk for one in self.addressed.values() for each in one.people if each.account}
        )


def plan(cells: Sequence[Cell], sender: Unit) -> Plan:
    """What an urging of `cells` by the office of `sender` would do now; constant queries."""
    found = lines_of(cell.key for cell in cells)
    lines, left_out = [], []
    for cell in cells:
        line = found.get(cell.key)
        if line is not None and line.presses:
            lines.append(line)
        else:
            left_out.append((cell, why_not(line)))
    rows = [line.obligation for line in lines]
    return Plan(lines, addressees(rows, sender=sender), recent_of(map(key_at, rows)), left_out)


def why_not(line: Line | None) -> str:
    """Why a cell cannot be urged; empty where it can."""
    if line is None:
        return "该事项已不在台账中,不必催办。"
    if line.presses:
        return ""
    return f"该事项现为「{line.status.label}」,不必催办。"


def recent_of(keys: Iterable[CellKey]) -> dict[CellKey, Urging]:
    """The latest urging within the last days of each cell that has one; one query."""
    since = clock.now() - dt.timedelta(days=RECENT_DAYS)
    urged = Urging.objects.filter(at_cells(keys), sent_at__gt=since).select_related(
        "act__sent_by", "act__office"
    )
    return {_key(urging): urging for urging in urged.order_by("sent_at", "pk")}


def urgings_of(key: CellKey) -> list[Urging]:
    """All urgings of one cell, the latest first, with whom they went to; a past view has those of then. Two queries."""
    found = Urging.objects.filter(at_cells([key]))
    if (until := told_until()) is not None:
        found = found.filter(sent_at__lte=until)
    people = Prefetch("people", UrgedPerson.objects.order_by("pk"))
    related = found.select_related("act__sent_by", "act__office").prefetch_related(people)
    return list(related.order_by("-sent_at", "-pk"))


def counts_of(keys: Iterable[CellKey]) -> dict[CellKey, int]:
    """How often each cell has been urged, where it has been; one query. A past view counts those of then."""
    found = Urging.objects.filter(at_cells(keys))
    if (until := told_until()) is not None:
        found = found.filter(sent_at__lte=until)
    counted = found.values_list("unit", "rule", "role", "period").annotate(n=Count("pk")).order_by()
    return {CellKey(*key): n for *key, n in counted}


def urgings_about(unit: Unit, most: int) -> tuple[list[Urging], int]:
    """The latest urgings of the cells of one unit, `most` at most, and how many there are in all; one query.

    A past view has those of then.
    """
    found = Urging.objects.filter(unit=unit).select_related(
        "act__sent_by", "act__office", "rule__regulation", "unit"
    )
    if (until := told_until()) is not None:
        found = found.filter(sent_at__lte=until)
    counted = found.annotate(total=Window(Count("pk"))).order_by("-sent_at", "pk")
    urgings = list(counted[:most])
    return list[Urging](urgings), urgings[0].total if urgings else 0


def readable_urgings(actor: Actor) -> Q:
    """The condition on Urging that the actor may read it: of a unit in its scope, or addressed to the own account."""
    addressed = UrgedPerson.objects.filter(urging=OuterRef("pk"), account=actor.account)
    return Q(unit__in=readable_units(actor)) | Q(Exists(addressed))


def readable_acts(actor: Actor) -> QuerySet[UrgingAct]:
    """The acts of which the actor may read at least one cell, latest first."""
    own = Urging.objects.filter(readable_urgings(actor), act=OuterRef("pk"))
    return (
        UrgingAct.objects.filter(Exists(own)).select_related("office", "sent_by").order_by("-sent_at", "-pk")
    )


def readable_act_or_404(actor: Actor, public_id: uuid.UUID) -> tuple[UrgingAct, list[Urging]]:
    """One act with those of its cells that the actor may read; raises Http404 where there are none."""
    act = UrgingAct.objects.select_related("office", "sent_by").filter(public_id=public_id).first()
    if act is None:
        raise Http404
    people = Prefetch("people", UrgedPerson.objects.order_by("pk"))
    found = act.urgings.filter(readable_urgings(actor)).select_related("unit", "rule__regulation", "act")
    urgings = list(found.prefetch_related(people).order_by("unit__code", "rule__position", "role", "period"))
    if not urgings:
        raise Http404
    return act, urgings


def tallies(actor: Actor) -> QuerySet[Any, Any]:
    """Who has urged whom how often, as far as the actor may read it: `acts`, `cells`, `last`, by unit and office."""
    told = Urging.objects.filter(readable_urgings(actor))
    grouped = told.values("unit__code", "unit__name", "act__office__code", "act__office__name")
    return grouped.annotate(acts=Count("act", distinct=True), cells=Count("pk"), last=Max("sent_at"))


def items_of(lines: Iterable[Line]) -> list[Item]:
    """Lines in the words of an urging; one query for the vocabulary."""
    words = vocabulary()
    return [
        Item(
            unit=row.unit.name,
            seat=words.name(Word.Group.ROLE, row.role) if row.role else "",
            title=row.reading.title,
            period=period_cn(row.period),
            required=row.required,
            counted=row.counted,
            piece=PIECE[row.reading.measure],
            due_on=row.due_on,
            measure=row.reading.measure,
        )
        for row in (line.obligation for line in lines)
    ]


def of_row(urgings: QuerySet[Urging]) -> QuerySet[Urging]:
    """Those of `urgings` that are of the Obligation of the outer queryset."""
    return urgings.filter(
        unit=OuterRef("unit"), rule=OuterRef("rule"), role=OuterRef("role"), period=OuterRef("period")
    )


def may_urge(actor: Actor) -> bool:
    """Whether the actor's post urges at all: that of an office."""
    return actor.role == Role.OFFICE


def _key(urging: Urging) -> CellKey:
    return CellKey(urging.unit_id, urging.rule_id, urging.role, urging.period)
