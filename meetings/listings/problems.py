"""问题清单: what visits found, by state, owner and field of work."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from meetings.access import READERS
from meetings.field_access import visible_problems
from meetings.models import Problem
from meetings.selectors.problems import STATES, in_state, problem_counts, problem_mark
from portal.lists.columns import Column, link, marked, page_of
from portal.lists.filters import DayFilter, ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.models import Word
from portal.selectors.vocabulary import vocabulary


@dataclasses.dataclass(frozen=True)
class ProblemRow:
    """A problem with the name of the role that is charged with it."""

    problem: Problem
    role: str


class ProblemFilters(ListFilters):
    """What the problems can be narrowed by; what is open, where nothing is asked for."""

    state = PickFilter(label="情况", choices=list(STATES.items()), by=in_state)
    words = WordsFilter("text", "owner_unit__name", "entry__unit__name", hint="问题、责任单位、发现单位")
    owner = UnitFilter("owner_unit", label="责任单位(含所属)")
    category = PickFilter(label="类别", choices=Problem.Category.choices)
    first = DayFilter(field_name="due_on", lookup_expr="gte", label="时限自")
    last = DayFilter(field_name="due_on", lookup_expr="lte", label="时限至")
    defaults: Mapping[str, str] = {"state": "open"}


def _link(row: ProblemRow) -> str:
    return link(row.problem.text, page_of("problem", row.problem.public_id))


COLUMNS: Sequence[Column[ProblemRow]] = (
    Column("text", "问题", lambda row: row.problem.text, _link, width=50),
    Column(
        "category", "类别", lambda row: row.problem.get_category_display(), sort=("category", "due_on"), width=16
    ),
    Column("owner", "责任单位", lambda row: row.problem.owner_unit.name, sort=("owner_unit__code", "due_on"), width=24),
    Column("role", "责任岗位", lambda row: row.role, width=18),
    Column("due_on", "整改时限", lambda row: row.problem.due_on, sort=("due_on",), width=12, nowrap=True),
    Column(
        "state", "情况", lambda row: problem_mark(row.problem).label, lambda row: marked(problem_mark(row.problem)),
        width=14, nowrap=True,
    ),
    Column("solved_on", "解决日期", lambda row: row.problem.solved_on, sort=("solved_on",), latest=True, width=12,
           nowrap=True),
    Column("note", "解决情况", lambda row: row.problem.solved_note, shown=False, width=50),
    Column("found_by", "发现单位", lambda row: row.problem.entry.unit.name, width=24),
    Column("found_on", "发现日期", lambda row: row.problem.entry.occurred_on, width=12, nowrap=True),
)  # fmt: skip


class ProblemList(Listing[ProblemRow]):
    """The problems that the actor may read, what is due first first; of those solved the latest."""

    name = "problems"
    title = "问题清单"
    roles = READERS
    columns = COLUMNS
    filters = ProblemFilters
    order = ("due_on",)
    quick = "state"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope."""
        return visible_problems(self.actor).select_related("entry__unit", "owner_unit", "solved_by")

    def prepared(self, rows: Sequence[Any]) -> Sequence[ProblemRow]:
        """With the words of the regulation."""
        words = vocabulary()
        return [
            ProblemRow(each, words.name(Word.Group.ROLE, each.owner_role) if each.owner_role else "")
            for each in rows
        ]

    def numbers(self) -> Mapping[str, int]:
        """Of each state."""
        return problem_counts(visible_problems(self.actor))

    def default_order(self) -> Sequence[str]:
        """Of what is solved, the latest first."""
        return ("-solved_on", "due_on") if self.narrowing.asked("state") == "solved" else self.order
