"""The facts that a talk is proposed for, each as it was listed and as it stands now, with what was done about it."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Count, Max, Prefetch
from django.urls import reverse

from duties.ledger.status import Status
from duties.models import Rule, SupervisedObligation, SupervisionItem, Talk, TalkFact, Urging
from duties.selectors.alerts import cell_url
from duties.selectors.cell_key import CellKey, at_cells, lines_of
from duties.selectors.ledger import Line
from duties.selectors.provisions import provision_names
from duties.supervision_states import State as ItemState
from duties.talk_words import FactWords
from duties.wording import PIECE
from portal import clock
from portal.marks import Mark
from portal.models import Document, Word
from portal.selectors.vocabulary import vocabulary
from portal.wording import period_cn

SETTLED_WORDS = {
    Status.MADE_UP: "已补办",
    Status.MET_LATE: "已逾期完成",
    Status.MET: "已完成",
    Status.WAIVED: "已豁免",
}
GONE = Mark("waived", "×", "已不在台账中")


@dataclasses.dataclass(frozen=True)
class FactNow:
    """A fact with where it stands today; `settled` says that it is late no more."""

    fact: TalkFact
    provision: str
    quote: str
    mark: Mark
    settled: bool
    url: str
    line: Line | None = None
    urged: int = 0
    urged_on: dt.date | None = None
    items: Sequence[SupervisionItem] = ()

    @property
    def counted(self) -> int:
        """What counts today; as listed where the ledger has it no more."""
        return self.line.obligation.counted if self.line else self.fact.counted

    @property
    def required(self) -> int:
        """What is asked for today; as listed where the ledger has it no more."""
        return self.line.obligation.required if self.line else self.fact.required

    @property
    def piece(self) -> str:
        """What is counted: 次, 份, 个; empty for a supervision item."""
        return PIECE.get(self.line.obligation.reading.measure, "次") if self.line else ""

    @property
    def days_late(self) -> int:
        """How many days late it is today, or was where it is settled: from its due day to now."""
        return max(0, (clock.today() - self.fact.due_on).days)


def facts_now(talk: Talk) -> list[FactNow]:
    """The facts of a talk as they stand today, the earliest due first; a constant number of queries."""
    return stand_today(
        talk.facts.select_related("rule__regulation", "unit", "item__notice").order_by("due_on", "pk")
    )


def stand_today(facts: Iterable[TalkFact]) -> list[FactNow]:
    """Facts (with rule, unit and item) as they stand today; at most six queries, however many there are."""
    listed = list(facts)
    keys = {fact.pk: key_of(fact) for fact in listed if fact.rule_id is not None}
    lines, urged = lines_of(keys.values()), _urged(keys.values())
    items = _supervised(keys.values())
    names = provision_names({fact.rule_id: fact.rule for fact in listed if fact.rule is not None}.values())
    return [
        _cell_now(fact, keys[fact.pk], lines, urged, items, names)
        if fact.rule_id is not None
        else _item_now(fact)
        for fact in listed
    ]


def key_of(fact: TalkFact) -> CellKey:
    """The natural key of the obligation that a fact is."""
    assert fact.rule_id is not None
    return CellKey(fact.unit_id, fact.rule_id, fact.role, fact.period)


def words_of(facts: Iterable[FactNow]) -> list[FactWords]:
    """Facts in the words of a paper."""
    words = vocabulary()
    return [
        FactWords(
            provision=each.provision,
            seat=words.name(Word.Group.ROLE, each.fact.role) if each.fact.role else "",
            period=period_cn(each.fact.period) if each.fact.period else "",
            title=each.fact.title,
            required=each.required,
            counted=each.counted,
            piece=each.piece,
            due_on=each.fact.due_on,
            standing="" if not each.settled else each.mark.label,
            urged=each.urged,
            notices=tuple(item.notice.number for item in each.items if item.notice.number),
            is_item=each.fact.item_id is not None,
        )
        for each in facts
    ]


def _cell_now(
    fact: TalkFact,
    key: CellKey,
    lines: dict[CellKey, Line],
    urged: dict[CellKey, tuple[int, dt.datetime]],
    items: dict[CellKey, list[SupervisionItem]],
    names: dict[int, str],
) -> FactNow:
    line, rule = lines.get(key), fact.rule
    assert rule is not None
    times, last = urged.get(key, (0, None))
    return FactNow(
        fact=fact,
        provision=names[rule.pk],
        quote=line.obligation.reading.quote if line else "",
        mark=_mark_of(line),
        settled=line is None or line.status != Status.OVERDUE,
        url=cell_url(line.obligation) if line else _cell_path(fact, rule),
        line=line,
        urged=times,
        urged_on=last.astimezone(clock.SHANGHAI).date() if last else None,
        items=items.get(key, ()),
    )


def _cell_path(fact: TalkFact, rule: Rule) -> str:
    path = reverse("cell", args=[fact.unit.public_id, rule.regulation.code, rule.code, fact.period])
    return f"{path}?role={fact.role}" if fact.role else path


def _mark_of(line: Line | None) -> Mark:
    if line is None:
        return GONE
    status = line.status
    return Mark(status.value.replace("_", "-"), status.sign, SETTLED_WORDS.get(status, str(status.label)))


def _item_now(fact: TalkFact) -> FactNow:
    item = fact.item
    assert item is not None
    late = item.at in LATE_STATES and item.deadline < clock.today()
    mark = Mark("overdue", "!", "督办逾期未反馈") if late else Mark("met", "✓", item.at.label)
    return FactNow(
        fact=fact,
        provision="",
        quote="",
        mark=mark,
        settled=not late,
        url=reverse("supervision-item", args=[item.public_id]),
    )


LATE_STATES = frozenset({ItemState.ISSUED, ItemState.SIGNED, ItemState.RETURNED})
"""The unit has to act on an item: past its deadline it is overdue."""


def _urged(keys: Iterable[CellKey]) -> dict[CellKey, tuple[int, dt.datetime]]:
    """How often each cell was urged by hand, and when last; one query."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = Urging.objects.filter(at_cells(wanted)).values("unit", "rule", "role", "period").order_by()
    return {
        CellKey(row["unit"], row["rule"], row["role"], row["period"]): (row["times"], row["last"])
        for row in rows.annotate(times=Count("pk"), last=Max("sent_at"))
    }


def _supervised(keys: Iterable[CellKey]) -> dict[CellKey, list[SupervisionItem]]:
    """The items with an issued notice on each cell, oldest first; one query."""
    wanted = list(keys)
    if not wanted:
        return {}
    found: dict[CellKey, list[SupervisionItem]] = {}
    rows = SupervisedObligation.objects.filter(at_cells(wanted), item__notice__state=Document.State.ISSUED)
    for row in rows.select_related("item__notice").order_by("item__made_at", "item"):
        found.setdefault(CellKey(row.unit_id, row.rule_id, row.role, row.period), []).append(row.item)
    return found


FACTS = Prefetch("facts", TalkFact.objects.select_related("rule__regulation", "unit", "item__notice"))
