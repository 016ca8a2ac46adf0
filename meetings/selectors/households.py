"""The register of a company's households, and which of them are reached in a period, as the ledger counts it."""

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence
from itertools import takewhile

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from duties.ledger.by_target import HouseholdReached, households_reached
from duties.models import Household, HouseholdContact, HouseholdRegistration, Obligation, Reading, RecordState
from duties.selectors.ledger import Line, ledger, lines
from duties.selectors.scope import readable
from portal import access, clock
from portal.access import Actor
from portal.models import Unit

COUNTED, APART, LEFT = "counted", "apart", "left"
"""A household is reached as the ledger counts it; or reached by a record that does not count; or left to be reached."""

SEPARATORS = "-_./"
COUNTING = (RecordState.SUBMITTED, RecordState.CONFIRMED)


@dataclasses.dataclass(frozen=True)
class Contact:
    """One record that reached one household; `means` is 走访 or 联系, empty for one that was imported."""

    number: str
    on: dt.date
    means: str
    leader: str
    record: str


@dataclasses.dataclass(frozen=True)
class Cell:
    """One household number of the grid: how it stands, and what was last done."""

    number: str
    state: str
    on: dt.date | None
    means: str = ""
    short: str = ""
    """The number without what all numbers of the register begin with."""


@dataclasses.dataclass(frozen=True)
class Coverage:
    """One obligation to reach all households, with its grid; or the register alone, where nothing is owed."""

    line: Line | None
    cells: Sequence[Cell]
    prefix: str = ""

    def numbered(self, state: str) -> int:
        """How many cells are in `state`."""
        return sum(cell.state == state for cell in self.cells)


def asks_for_households() -> Q:
    """The condition on readings that they ask to reach households."""
    return Q(measure="coverage", target__household=True)


def keeps_register(unit: Unit) -> bool:
    """Whether units like this owe contact with households, or this one has some on its register."""
    asked = Reading.objects.filter(
        asks_for_households(), units__contains=[unit.kind], known__endswith__isnull=True
    )
    return asked.exists() or Household.objects.filter(unit=unit).exists()


def register_unit_or_404(actor: Actor, public_id: object) -> Unit:
    """The unit with this public id, if it lies in the actor's scope and keeps a register; raises Http404 otherwise."""
    unit = access.readable_unit_or_404(actor, str(public_id))
    if not keeps_register(unit):
        raise Http404
    return unit


def day_of_year(asked: str) -> dt.date:
    """The day by which a year is read: today, or the last day of one of `years` that is over."""
    today = clock.today()
    chosen = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today.year
    return dt.date(chosen, 12, 31) if chosen in years() and chosen != today.year else today


def years() -> list[int]:
    """The years that can be chosen, this one first."""
    return [clock.today().year - back for back in range(4)]


def registers(actor: Actor, on: dt.date) -> QuerySet[Obligation]:
    """The obligations to reach households that the actor may read, of the period that contains `on`."""
    rows = ledger().containing(on).filter(readable(actor), reading__measure="coverage")
    return rows.filter(reading__target__household=True).order_by("unit__code", "rule__position", "role")


def registrations(unit: Unit) -> list[HouseholdRegistration]:
    """All numbers that are or were on the register, as known now; `contacted` says whether a record reached one."""
    reached = HouseholdContact.objects.filter(household=OuterRef("household"))
    rows = (
        HouseholdRegistration.objects.known().filter(household__unit=unit).annotate(contacted=Exists(reached))
    )
    return sorted(rows.select_related("household"), key=lambda row: in_order(row.household.number))


def standing_numbers(unit: Unit, day: dt.date) -> list[str]:
    """The numbers on the register on `day`, in their order."""
    rows = HouseholdRegistration.objects.present(day).filter(household__unit=unit)
    return sorted(rows.values_list("household__number", flat=True), key=in_order)


def in_order(number: str) -> tuple[object, ...]:
    """Numbers in the order of people: A-2 before A-10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", number)
    return (*((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts), number)


def coverages(actor: Actor, unit: Unit, on: dt.date) -> list[Coverage]:
    """The grids of `unit` for the periods that contain `on`: one for each obligation, or the bare register."""
    found = lines(registers(actor, on).filter(unit=unit))
    targets = households_reached(line.obligation for line in found)
    return [_coverage(line, targets.get(line.obligation.pk, [])) for line in found] or [_bare(unit, on)]


def _coverage(line: Line, targets: Sequence[HouseholdReached]) -> Coverage:
    row = line.obligation
    contacts = contacts_by_number(row.unit, row.period_start, row.period_end)
    cells = [
        _cell(target.number, target.first_on, contacts.get(target.number, []))
        for target in sorted(targets, key=lambda each: in_order(each.number))
    ]
    return _shortened(line, cells)


def _bare(unit: Unit, on: dt.date) -> Coverage:
    start, end = dt.date(on.year, 1, 1), dt.date(on.year + 1, 1, 1)
    contacts = contacts_by_number(unit, start, end)
    numbers = standing_numbers(unit, min(clock.today(), end - dt.timedelta(days=1)))
    return _shortened(None, [_cell(number, None, contacts.get(number, [])) for number in numbers])


def _shortened(line: Line | None, cells: Sequence[Cell]) -> Coverage:
    prefix = prefix_of([cell.number for cell in cells])
    short = [
        dataclasses.replace(cell, short=cell.number.removeprefix(prefix) or cell.number) for cell in cells
    ]
    return Coverage(line, short, prefix)


def prefix_of(numbers: Sequence[str]) -> str:
    """What all numbers begin with, up to a separator, so that a small cell shows what tells them apart."""
    if len(numbers) < 2:
        return ""
    first, last = min(numbers), max(numbers)
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    common = "".join(sign for sign, _ in alike)
    return common[: max(common.rfind(sign) for sign in SEPARATORS) + 1]


def _cell(number: str, first_on: dt.date | None, contacts: Sequence[Contact]) -> Cell:
    if first_on is not None:
        means = next((contact.means for contact in contacts if contact.on == first_on and contact.means), "")
        return Cell(number, COUNTED, first_on, means)
    if contacts:
        return Cell(number, APART, contacts[0].on, contacts[0].means)
    return Cell(number, LEFT, None)


def contacts_by_number(unit: Unit, start: dt.date, end: dt.date) -> dict[str, list[Contact]]:
    """Who reached which household from `start` on and before `end`, the earliest first; one query."""
    found: dict[str, list[Contact]] = {}
    for contact in _contacts(unit, Q(record__occurred_on__gte=start, record__occurred_on__lt=end)):
        found.setdefault(contact.number, []).append(contact)
    return found


def contacts_of(unit: Unit, number: str) -> list[Contact]:
    """All contacts with one household, the latest first; one query."""
    return _contacts(unit, Q(household__number=number))[::-1]


def _contacts(unit: Unit, which: Q) -> list[Contact]:
    rows = HouseholdContact.objects.filter(
        which,
        household__unit=unit,
        record__unit=unit,
        record__state__in=COUNTING,
        record__withdrawn_at__isnull=True,
        record__occurred_on__lte=clock.today(),
    )
    values = rows.order_by("record__occurred_on", "record__registered_at", "record").values_list(
        "household__number",
        "record__occurred_on",
        "record__entries__details__way",
        "record__leader__name",
        "record__public_id",
    )
    return [
        Contact(number, on, way or "", leader or "", str(record))
        for number, on, way, leader, record in values
    ]
