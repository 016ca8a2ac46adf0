"""What a notice can be drafted on: whether a cell or matter may be supervised, to whom copies go, who may help."""

import dataclasses
from collections.abc import Iterable, Sequence

from duties.ledger.status import Status
from duties.models import SupervisionItem
from duties.notice import OFFICE, Charge, Facts
from duties.selectors.cell_key import Cell, CellKey, facts_of_lines, lines_of
from duties.selectors.ledger import Line
from duties.selectors.supervision.items import open_items_about, open_items_on
from duties.supervision_sources import Matter
from portal import clock
from portal.models import Area, Unit

MOST = 30
"""So many matters go into one notice."""


def why_not(unit: Unit, line: Line | None, issuer: Unit) -> str:
    """Why no notice can be drafted on an obligation of `unit` now; empty where one can."""
    if unit.pk == issuer.pk:
        return "不能对本单位发督办通知单,应由上级领导小组办公室督办。"
    if line is None:
        return "该事项在台账中不存在,或尚未列示,不能督办。"
    if line.status != Status.OVERDUE:
        return f"该事项现为「{line.status.label}」,不再是逾期未完成,无需督办。"
    return ""


@dataclasses.dataclass(frozen=True)
class Subject:
    """All that one notice to one unit is to be about: its overdue cells and other matters."""

    unit: Unit
    cells: Sequence[Cell] = ()
    matters: Sequence[Matter] = ()

    @property
    def total(self) -> int:
        """How many things there are."""
        return len(self.cells) + len(self.matters)

    @property
    def charges(self) -> list[Charge]:
        """The other matters as the notice words them."""
        return [Charge(matter.title, matter.basis, matter.due_on, matter.said) for matter in self.matters]


@dataclasses.dataclass(frozen=True)
class Checked:
    """A subject against the ledger of today: what can be supervised, its facts, and why the rest cannot."""

    subject: Subject
    lines: Sequence[Line]
    refused: Sequence[tuple[str, str]]
    standing: Sequence[SupervisionItem]

    @property
    def facts(self) -> list[Facts]:
        """What the notice says of the obligations; two queries."""
        return facts_of_lines(self.lines)


def checked(
    subjects: Iterable[Subject], issuer: Unit, *, besides: SupervisionItem | None = None
) -> list[Checked]:
    """Each subject with what of it can be supervised by `issuer` today; a constant number of queries.

    What is under supervision already is left out, but for the item `besides`, which is being worded anew.
    """
    subjects = list(subjects)
    keys = [cell.key for subject in subjects for cell in subject.cells]
    lines = lines_of(keys)
    taken = {key: item for key, item in open_items_on(keys).items() if item != besides}
    charged = {key: item for key, item in _charged(subjects).items() if item != besides}
    return [_checked(subject, issuer, lines, taken, charged) for subject in subjects]


def _charged(subjects: Sequence[Subject]) -> dict[str, SupervisionItem]:
    refs: dict[str, set[str]] = {}
    for matter in (matter for subject in subjects for matter in subject.matters):
        refs.setdefault(matter.kind, set()).add(matter.ref)
    return {
        f"{kind}:{ref}": item
        for kind, wanted in refs.items()
        for ref, item in open_items_about(kind, wanted).items()
    }


def _checked(
    subject: Subject,
    issuer: Unit,
    lines: dict[CellKey, Line],
    taken: dict[CellKey, SupervisionItem],
    charged: dict[str, SupervisionItem],
) -> Checked:
    cells, fit, refused, standing = [], [], [], []
    for cell in subject.cells:
        line = lines.get(cell.key)
        reason = why_not(cell.unit, line, issuer)
        if cell.key in taken:
            standing.append(taken[cell.key])
        elif reason or line is None:
            refused.append((line.obligation.reading.title if line else cell.rule.code, reason))
        else:
            cells.append(cell)
            fit.append(line)
    matters = []
    for matter in subject.matters:
        own = "不能对本单位发督办通知单。" if matter.unit.pk == issuer.pk else ""
        if matter.key in charged:
            standing.append(charged[matter.key])
        elif matter.why_not or own:
            refused.append((matter.title, matter.why_not or own))
        else:
            matters.append(matter)
    return Checked(Subject(subject.unit, cells, matters), fit, refused, standing)


def copies_for(unit: Unit, issuer: Unit) -> list[str]:
    """To whom copies go: the units between issuer and addressee; where there are none, the office above the issuer."""
    above = list(
        Area.objects.filter(unit=unit, depth__gt=0, during__contains=clock.today())
        .select_related("ancestor")
        .order_by("depth")
    )
    names = [area.ancestor for area in above]
    at = next((index for index, ancestor in enumerate(names) if ancestor.pk == issuer.pk), len(names))
    between = [ancestor.name for ancestor in names[:at]]
    return between or [f"{ancestor.name}{OFFICE}" for ancestor in names[at + 1 : at + 2]]
