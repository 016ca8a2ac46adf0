"""督办台账: the items that one may see, by state, holder, unit, source and words."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.html import format_html

from duties.models import SupervisionItem
from duties.selectors.supervision import board
from duties.selectors.supervision.ages import Age, age_of
from duties.selectors.supervision.items import MATTERS, OBLIGATIONS, UNITS, Standing, standing_of
from duties.selectors.supervision.steps import latest_words
from duties.selectors.supervision.waiting import held_by, waits_for
from duties.supervision_access import visible_items
from duties.supervision_sources import source_label, source_labels
from duties.supervision_states import OVER, Holder, State
from portal.lists.columns import NOTHING, Column, beside, day_of, link, marked, page_of
from portal.lists.filters import ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.marks import Mark
from portal.models import Unit
from portal.tables import Value as Written

DONE = Mark("met", "✓", "已补办")


@dataclasses.dataclass(frozen=True)
class ItemRow:
    """An item on one day, how far what it asks for is done, and what was said last."""

    age: Age
    standing: Standing
    words: str

    @property
    def item(self) -> SupervisionItem:
        """The item."""
        return self.age.item

    @property
    def partners(self) -> list[str]:
        """The units that help."""
        return [each.unit.name for each in self.item.supervised_units.all() if each.part == each.Part.PARTNER]

    @property
    def sources(self) -> str:
        """Where it comes from, in words."""
        names = ["履职台账"] if self.standing.lines else []
        return "、".join(
            [*names, *dict.fromkeys(source_label(each.kind) for each, _ in self.standing.matters)]
        )


def _acts_in(unit: Unit) -> Q:
    return board.of_unit(str(unit.public_id))


class ItemFilters(ListFilters):
    """What the items can be narrowed by; what is under way, where nothing is asked for."""

    q = WordsFilter(label="查找", hint="编号、标题、单位")
    state = PickFilter(
        label="状态",
        choices=[(board.OPEN, "在办"), *((state.value, state.label) for state in State)],
        by=board.in_state,
    )
    holder = PickFilter(
        label="持球方", choices=[(each.value, each.label) for each in Holder],
        by=lambda value: Q(state__in=held_by(Holder(value))),
    )  # fmt: skip
    unit = UnitFilter(label="承办单位(含所属)", by=_acts_in)
    source = PickFilter(label="来源", choices=[], by=board.from_source)
    late = PickFilter(label="期限", choices=[("1", "逾期")], by=lambda value: board.is_late())
    waiting = PickFilter(label="办理", choices=[("1", "待我办理")])
    defaults: Mapping[str, str] = {"state": board.OPEN}

    def prepare(self) -> None:
        """Offer the sources; know what waits for the actor and what words are looked for in."""
        self.filters["source"].extra["choices"] = [(board.OBLIGATION, "履职台账"), *source_labels()]
        self.filters["waiting"].by = lambda value: waits_for(self.actor) or Q(pk__in=[])
        self.filters["q"].by = board.saying


def _title(row: ItemRow) -> str:
    address = page_of("supervision-item", row.item.public_id)
    return beside(link(row.item.notice.title, address), row.item.notice.urgency)


def _deadline(row: ItemRow) -> str:
    day = f"{row.item.deadline:%Y-%m-%d}"
    return (
        format_html("{} {}", day, marked(row.age.late_mark)) if row.age.is_late else beside(day, row.age.when)
    )


def _settled(row: ItemRow) -> str:
    done = f"{row.standing.settled}/{row.standing.total}"
    made_good = row.standing.is_settled and not row.item.is_over
    return format_html("{} {}", done, marked(DONE)) if made_good else done


def _days(row: ItemRow) -> Written:
    return None if row.item.is_over else row.age.days


COLUMNS: Sequence[Column[ItemRow]] = (
    Column("title", "督办件", lambda row: row.item.notice.title, _title, width=48),
    Column("number", "督办编号", lambda row: row.item.number, lambda row: row.item.number or "未编号",
           sort=("year", "serial"), latest=True, width=14, nowrap=True),
    Column("document", "发文字号", lambda row: row.item.notice.number, shown=False, width=28),
    Column("kind", "种类", lambda row: row.item.notice.kind, shown=False, width=14),
    Column("office", "督办单位", lambda row: row.item.office.name, width=20),
    Column("unit", "承办单位", lambda row: row.item.unit.name, sort=("unit__code", "deadline"), width=20),
    Column("partners", "协办单位", lambda row: "、".join(row.partners), shown=False, width=24),
    Column("source", "来源", lambda row: row.sources, shown=False, width=14),
    Column("urgency", "紧急程度", lambda row: row.item.notice.urgency, shown=False, width=10),
    Column("state", "状态", lambda row: row.item.at.label, lambda row: marked(row.age.mark), width=12, nowrap=True),
    Column("holder", "持球方", lambda row: row.item.holder.label, width=12, nowrap=True),
    Column("days", "停留天数", _days, lambda row: NOTHING if row.item.is_over else f"{row.age.days} 天",
           sort=("over", "state_since"), width=10, numeric=True),
    Column("issued_on", "印发日期", lambda row: day_of(row.item.notice.issued_at), shown=False, width=12, nowrap=True),
    Column("deadline", "办结期限", lambda row: row.item.deadline, _deadline, sort=("over", "deadline"), width=12,
           nowrap=True),
    Column("when", "期限情况", lambda row: row.age.when, shown=False, width=14, nowrap=True),
    Column("fed_back_on", "反馈日期", lambda row: row.item.fed_back_on, shown=False, width=12, nowrap=True),
    Column("settled", "履职情况", lambda row: f"{row.standing.settled}/{row.standing.total}", _settled, width=14,
           nowrap=True),
    Column("words", "最近情况", lambda row: row.words, shown=False, width=48),
)  # fmt: skip


class SupervisionList(Listing[ItemRow]):
    """The items that one may see, the next deadline first, what is over last."""

    name = "supervision"
    title = "督办台账"
    columns = COLUMNS
    filters = ItemFilters
    order = ("over", "deadline")

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope; `over` is 1 of what is closed."""
        over = Case(When(state__in=OVER, then=Value(1)), default=Value(0))
        return visible_items(self.actor).prefetch_related(OBLIGATIONS, UNITS, MATTERS).annotate(over=over)

    def prepared(self, rows: Sequence[Any]) -> Sequence[ItemRow]:
        """With ages, what was done, and the last words."""
        standing, words = standing_of(rows), latest_words(rows)
        return [ItemRow(age_of(item), standing[item.pk], words.get(item.pk, "")) for item in rows]
