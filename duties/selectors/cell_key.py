"""One obligation by its natural key: ledger rows may be rebuilt, so whatever stays beside a cell names it by this."""

import dataclasses
import uuid
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from django.db.models import Q
from django.urls import reverse

from duties.models import Obligation, Rule
from duties.notice import Facts
from duties.selectors.ledger import Line, ledger, lines, obligation_of
from duties.selectors.provisions import provision_names
from duties.wording import PIECE
from portal import clock
from portal.models import Unit, Word
from portal.selectors.vocabulary import Vocabulary, vocabulary
from portal.wording import period_cn

SEPARATOR = "~"
"""Stands between the parts of a token; no code of a regulation has it."""


class CellKey(NamedTuple):
    """The natural key of an obligation by ids, fit for a dictionary."""

    unit: int
    rule: int
    role: str
    period: str


class OfCell(Protocol):
    """Whatever belongs to one obligation: its row, what was urged, stated or supervised about it."""

    @property
    def unit(self) -> Unit:
        """The unit that bears it, or whose seat does."""

    @property
    def rule(self) -> Rule:
        """The rule, with its regulation."""

    @property
    def role(self) -> str:
        """The seat; empty for the unit."""

    @property
    def period(self) -> str:
        """The period's name."""


@dataclasses.dataclass(frozen=True)
class Cell:
    """One obligation by its natural key."""

    unit: Unit
    rule: Rule
    role: str
    period: str

    @property
    def key(self) -> CellKey:
        """The same by ids."""
        return CellKey(self.unit.pk, self.rule.pk, self.role, self.period)

    @property
    def token(self) -> str:
        """The same as forms and addresses carry it."""
        return token_of(self)

    def line(self) -> Line | None:
        """The obligation as the ledger has it today; None where it is not owed."""
        return obligation_of(self.unit, self.rule, self.role, self.period)


def token_of(named: OfCell) -> str:
    """The natural key of a cell as forms and addresses carry it."""
    rule = named.rule
    parts = (str(named.unit.public_id), rule.regulation.code, rule.code, named.role, named.period)
    return SEPARATOR.join(parts)


def cell_url(named: OfCell) -> str:
    """The path of the page that says why a cell stands as it does."""
    rule = named.rule
    path = reverse("cell", args=[named.unit.public_id, rule.regulation.code, rule.code, named.period])
    return f"{path}?role={named.role}" if named.role else path


def cell_at(row: Obligation) -> Cell:
    """The natural key of a row of the ledger."""
    return Cell(row.unit, row.rule, row.role, row.period)


def key_at(row: Obligation) -> CellKey:
    """The natural key of a row of the ledger by ids."""
    return CellKey(row.unit_id, row.rule_id, row.role, row.period)


def cells_named(tokens: Iterable[str]) -> list[Cell]:
    """The cells that tokens of forms name, each once and in their order; what names none is left out. Two queries.

    Whether anything is owed there, and whether the reader may see it, is for the caller to ask.
    """
    asked = [parts for token in dict.fromkeys(tokens) if (parts := _parts(token)) is not None]
    units = {unit.public_id: unit for unit in Unit.objects.filter(public_id__in={each[0] for each in asked})}
    found = Rule.objects.filter(code__in={each[2] for each in asked}).select_related("regulation")
    rules = {(rule.regulation.code, rule.code): rule for rule in found}
    return [
        Cell(units[unit], rules[regulation, rule], role, period)
        for unit, regulation, rule, role, period in asked
        if unit in units and (regulation, rule) in rules
    ]


def _parts(token: str) -> tuple[uuid.UUID, str, str, str, str] | None:
    parts = token.replace("\x00", "").split(SEPARATOR)
    try:
        unit, regulation, rule, role, period = parts
        return uuid.UUID(unit), regulation, rule, role, period
    except ValueError:
        return None


def at_cells(keys: Iterable[CellKey]) -> Q:
    """The condition that the columns unit, rule, role and period of a table name one of `keys`."""
    units: dict[tuple[int, str, str], list[int]] = {}
    for key in keys:
        units.setdefault((key.rule, key.role, key.period), []).append(key.unit)
    found = Q(pk__in=[])
    for (rule, role, period), where in units.items():
        found |= Q(rule=rule, role=role, period=period, unit__in=where)
    return found


def lines_of(keys: Iterable[CellKey]) -> dict[CellKey, Line]:
    """The obligations of `keys` as the ledger has them today, where they are owed; one query."""
    wanted = list(keys)
    if not wanted:
        return {}
    return {key_at(line.obligation): line for line in lines(ledger().filter(at_cells(wanted)))}


def facts_of(line: Line) -> Facts:
    """What a paper says of an obligation, in words; two queries."""
    return facts_of_lines([line])[0]


def facts_of_lines(lines: Iterable[Line]) -> list[Facts]:
    """What a paper says of each of several obligations, in words; two queries."""
    found, words = list(lines), vocabulary()
    names = provision_names({line.obligation.rule for line in found})
    return [_facts(line, names[line.obligation.rule_id], words) for line in found]


def _facts(line: Line, provision: str, words: Vocabulary) -> Facts:
    row = line.obligation
    return Facts(
        regulation=row.rule.regulation.title,
        provision=provision,
        quote=row.reading.quote,
        title=row.reading.title,
        seat=words.name(Word.Group.ROLE, row.role) if row.role else "",
        period=period_cn(row.period),
        required=row.required,
        counted=row.counted,
        piece=PIECE[row.reading.measure],
        due_on=row.due_on,
        day=clock.today(),
        measure=row.reading.measure,
    )
