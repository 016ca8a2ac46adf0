"""The rows and cells of the board's table, made of the sums by part and rule."""

import dataclasses
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from duties.ledger.status import Status
from duties.selectors.board.columns import Column, Family
from duties.selectors.board.sums import NOTHING, WORST_FIRST, Part, Tally, total
from portal.models import Unit, Word
from portal.selectors.vocabulary import Vocabulary

NUMBERS = re.compile(r"(\d+)")
MOST_COLUMNS = 16
"""At first families are unfolded only as long as no more columns than this stand side by side."""

DEEP_HEAT = 0.1
"""A cell of which more than this share is overdue is shown in the deeper red."""


@dataclasses.dataclass(frozen=True)
class Head:
    """A visible column: one column of the rulebook, or a folded family, which sums what it has of `must`."""

    code: str
    title: str
    hint: str
    mark: str
    rules: frozenset[int]
    force: str
    folded: bool = False


@dataclasses.dataclass(frozen=True)
class Band:
    """A family as it stands over its visible columns; `foldable` where it has more than one."""

    code: str
    title: str
    heads: tuple[Head, ...]
    foldable: bool
    folded: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `state` is the worst status of what it sums, None where nothing is owed or all is waived."""

    tally: Tally
    state: Status | None
    deep: bool = False

    @property
    def owed(self) -> bool:
        """Whether anything is owed here, waived or not."""
        return bool(self.tally.rows or self.tally.waived)

    @property
    def sign(self) -> str:
        """The sign beside the figures; none where all is merely under way."""
        return self.state.sign if self.state and self.state not in {Status.PENDING, Status.UPCOMING} else ""

    @property
    def says(self) -> str:
        """How many obligations stand where, in words; the worst first."""
        if self.state is None:
            return f"豁免{self.tally.waived}项"
        counts = ((status, self.tally.number(status)) for status in WORST_FIRST)
        return "、".join(f"{status.label}{count}项" for status, count in counts if count)


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of the table: a unit with all below it, a unit alone (`own`), or all units of a `group` kind.

    `within` are the codes of the units under which it stands in the table: of a unit that moved, only the obligations that
    lay there are in the line.
    """

    unit: Unit
    label: str
    level: int
    own: bool = False
    group: str = ""
    parent: int | None = None
    within: tuple[str, ...] = ()
    foldable: bool = False
    unfolded: bool = False
    must: Cell = Cell(NOTHING, None)
    cells: tuple[Cell, ...] = ()


@dataclasses.dataclass(frozen=True)
class Tree:
    """The units of the table: below the area's unit and below each of those, by id."""

    unit: Unit
    units: Mapping[int, Unit]
    children: Mapping[int, Sequence[int]]


def bands_of(families: Sequence[Family], period_kind: str, chosen: Collection[str] | None) -> list[Band]:
    """The families as bands, `chosen` ones unfolded; at first those with a rule of the chosen kind of period, which lead."""
    regular = [
        family for family in families if any(column.period == period_kind for column in family.columns)
    ]
    ordered = [*regular, *(family for family in families if family not in regular)]
    if chosen is None:
        chosen = set()
        width = len(ordered)
        for family in regular:
            width += len(family.columns) - 1
            if width <= MOST_COLUMNS:
                chosen.add(family.code)
    return [_band(family, family.code in chosen) for family in ordered]


def _band(family: Family, unfolded: bool) -> Band:
    foldable = len(family.columns) > 1
    if unfolded or not foldable:
        heads = tuple(_head(column, family) for column in family.columns)
        return Band(family.code, family.title, heads, foldable, False)
    forces = [column.force for column in family.columns]
    force = "must" if "must" in forces else forces[0]
    summed = [column for column in family.columns if column.force == force]
    folded = Head(
        code=summed[0].code,
        title=family.title,
        hint=f"{len(summed)}类合计",
        mark=summed[0].mark,
        rules=frozenset(rule for column in summed for rule in column.rules),
        force=summed[0].force,
        folded=True,
    )
    return Band(family.code, family.title, (folded,), True, True)


def _head(column: Column, family: Family) -> Head:
    title = column.title if len(family.columns) > 1 else family.title
    return Head(column.code, title, column.hint, column.mark, frozenset(column.rules), column.force)


def cell_of(tallies: Iterable[Tally]) -> Cell:
    """The cell that sums `tallies`."""
    tally = total(tallies)
    state = next((status for status in WORST_FIRST if tally.number(status)), None)
    return Cell(tally, state, deep=bool(tally.rows) and tally.overdue > DEEP_HEAT * tally.rows)


def rows_of(tree: Tree, unfolded: Collection[int], words: Vocabulary, *, below: bool) -> list[Row]:
    """The lines of the table without their figures: silent units too, kinds without a tier as one line a kind."""
    rows = [Row(tree.unit, f"{tree.unit.name}(本级)" if below else tree.unit.name, 0, own=True)]
    for row in _below(tree, tree.unit, 0, words) if below else ():
        shown = row.foldable and row.unit.pk in unfolded
        rows.append(dataclasses.replace(row, unfolded=shown))
        if shown:
            rows.append(Row(row.unit, f"{row.unit.name}(本级)", 1, own=True, within=(tree.unit.code,)))
            rows.extend(
                dataclasses.replace(each, foldable=False) for each in _below(tree, row.unit, 1, words)
            )
    return rows


def _below(tree: Tree, unit: Unit, level: int, words: Vocabulary) -> Iterator[Row]:
    groups: dict[str, int] = {}
    around = () if unit == tree.unit else (tree.unit.code,)
    children = [tree.units[key] for key in tree.children.get(unit.pk, ()) if key in tree.units]
    for child in sorted(children, key=lambda child: natural(child.code)):
        if "tier" in words.data(Word.Group.UNIT, child.kind):
            foldable = bool(tree.children.get(child.pk))
            within = (unit.code, *around)
            yield Row(child, child.name, level, parent=unit.pk, within=within, foldable=foldable)
        else:
            groups[child.kind] = groups.get(child.kind, 0) + 1
    for kind, count in groups.items():
        label = f"{words.name(Word.Group.UNIT, kind)}({count}个)"
        yield Row(unit, label, level, group=kind, within=around)


def natural(code: str) -> list[tuple[int, str]]:
    """The order of units by code, numbers in it by value."""
    return [(int(piece), "") if piece.isdigit() else (0, piece) for piece in NUMBERS.split(code)]


class Sums:
    """Sums by part, ready for any line and any set of columns."""

    def __init__(self, tree: Tree, parts: Iterable[Part]) -> None:
        self.tree = tree
        self.by_place: dict[tuple[int | None, int | None], list[Part]] = {}
        for part in parts:
            self.by_place.setdefault((part.part, part.sub), []).append(part)

    def fill(self, row: Row, heads: Sequence[Head]) -> Row:
        """The row with its figures under `heads`, and all of `must` together."""
        found = self.found(row)
        by_rule: dict[int, list[Tally]] = {}
        for part in found:
            by_rule.setdefault(part.rule, []).append(part.tally)
        cells = tuple(
            cell_of(tally for rule in head.rules for tally in by_rule.get(rule, ())) for head in heads
        )
        must = cell_of(part.tally for part in found if part.force == "must")
        return dataclasses.replace(row, must=must, cells=cells)

    def found(self, row: Row) -> list[Part]:
        """What stands behind a line."""
        return [part for place in self._places(row) for part in self.by_place.get(place, ())]

    def _places(self, row: Row) -> list[tuple[int | None, int | None]]:
        area, unit = self.tree.unit.pk, row.unit.pk
        if row.group:
            members = [
                key for key in self.tree.children.get(unit, ()) if self.tree.units[key].kind == row.group
            ]
            return [(unit, key) for key in members] if unit != area else self._parts(members)
        if row.own:
            return [(None, None)] if unit == area else [(unit, None)]
        if row.level == 0:
            return self._parts([unit])
        return [(row.parent, unit)]

    def _parts(self, keys: Collection[int]) -> list[tuple[int | None, int | None]]:
        return [place for place in self.by_place if place[0] in keys]
