"""情况说明和豁免申请: what units say of their cells and what was answered, by state and kind."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict

from duties.models import Statement
from duties.selectors.questions import titles_of
from duties.selectors.statements import answering_to, readable_statements
from duties.statement_states import State
from portal.access import Actor
from portal.lists.columns import Column, day_of, link, page_of
from portal.lists.filters import DayFilter, ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.models import Role, Word
from portal.selectors.vocabulary import vocabulary
from portal.wording import period_cn


@dataclasses.dataclass(frozen=True)
class StatementRow:
    """A statement with the title of its rule, and whether the actor's office answers it now."""

    statement: Statement
    title: str
    waits: bool


class StatementFilters(ListFilters):
    """What the statements can be narrowed by; for the office what waits, where nothing is asked for."""

    state = PickFilter(label="状态", choices=Statement.STATES)
    kind = PickFilter(label="类别", choices=Statement.KINDS)
    words = WordsFilter("unit__name", "made_by__name", hint="单位、提出人")
    unit = UnitFilter()
    first = DayFilter(field_name="made_at", lookup_expr="date__gte", label="提出自")
    last = DayFilter(field_name="made_at", lookup_expr="date__lte", label="提出至")

    def __init__(self, query: QueryDict, rows: QuerySet[Any], actor: Actor) -> None:
        if actor.role == Role.OFFICE:
            self.defaults = {"state": State.WAITING.value}
        super().__init__(query, rows, actor)


COLUMNS: Sequence[Column[StatementRow]] = (
    Column(
        "title", "事项", lambda row: row.title,
        lambda row: link(row.title, page_of("statement", row.statement.public_id)), width=36,
    ),
    Column("unit", "单位", lambda row: row.statement.unit.name, sort=("unit__code", "-made_at"), width=26),
    Column(
        "role", "责任岗位",
        lambda row: vocabulary().name(Word.Group.ROLE, row.statement.role) if row.statement.role else "", width=20,
    ),
    Column("period", "周期", lambda row: period_cn(row.statement.period), width=20, nowrap=True),
    Column("kind", "类别", lambda row: row.statement.get_kind_display(), sort=("kind", "-made_at"), width=12, nowrap=True),
    Column("made_on", "提出日期", lambda row: day_of(row.statement.made_at), sort=("made_at",), latest=True, width=12,
           nowrap=True),
    Column("made_by", "提出人", lambda row: row.statement.made_by.name, width=12),
    Column("state", "状态", lambda row: row.statement.get_state_display(), sort=("state", "-made_at"), width=14, nowrap=True),
)  # fmt: skip


class StatementList(Listing[StatementRow]):
    """The statements of one's scope, the latest first."""

    name = "statements"
    title = "情况说明和豁免申请"
    columns = COLUMNS
    filters = StatementFilters
    order = ("-made_at",)
    quick = "state"
    tick = "statement"
    tick_unit = "件"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope."""
        return readable_statements(self.actor)

    def prepared(self, rows: Sequence[Any]) -> Sequence[StatementRow]:
        """With titles, and which of them the office answers."""
        titles, waiting = titles_of([each.rule for each in rows]), set[int]()
        if self.actor.role == Role.OFFICE:
            of_page = readable_statements(self.actor).filter(
                pk__in=[each.pk for each in rows], state=State.WAITING
            )
            waiting = set(answering_to(self.actor, of_page).values_list("pk", flat=True))
        return [StatementRow(each, titles[each.rule_id], each.pk in waiting) for each in rows]

    def numbers(self) -> Mapping[str, int]:
        """Of each state."""
        return dict(readable_statements(self.actor).order_by().values_list("state").annotate(n=Count("pk")))

    def ticked(self, row: StatementRow) -> tuple[str, str] | None:
        """What the office may answer together with others."""
        if not row.waits:
            return None
        about = row.statement
        return str(about.public_id), f"{about.unit.name} {row.title} {about.get_kind_display()}"
