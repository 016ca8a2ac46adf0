"""Facts about what is wanting: what is overdue and the reasons that were stated, supervision items and talks."""

from typing import Any

from django.db.models import Count, Prefetch, Q

from assessment.reports.blocks import NOTHING, Figures, Grid, Item, Row
from assessment.reports.sources import Asked, Found
from duties.ledger.status import Status
from duties.models import Statement, StatementStep, SupervisionItem, Talk
from duties.selectors.cell_key import CellKey, at_cells, cell_url, key_at
from duties.selectors.ledger import in_area, ledger
from duties.statement_states import Act, State
from duties.supervision_states import BEFORE_ISSUE, UNDER_WAY
from duties.supervision_states import State as ItemState
from duties.talk_states import RECORDED
from portal.access import within
from portal.wording import date_cn, period_cn

SHOWN = 30
"""So many overdue obligations are listed in a report, the longest overdue first."""
UNSAID = "未说明"
LONGEST = 60
"""So much of a stated reason is quoted."""


def overdue(asked: Asked) -> Found:
    """What must be done and is overdue, with what the unit has said of it (情况说明); three queries."""
    late = Q(status=Status.OVERDUE, reading__force="must")
    rows = ledger().filter(asked.span.overlaps, in_area(asked.unit), late)
    number = rows.order_by().count()
    if not number:
        return Found(words=f"截至{date_cn(asked.as_of)},没有逾期未完成事项。")
    listed = list(rows.order_by("due_on", "unit__code", "pk")[:SHOWN])
    reasons = _reasons([key_at(row) for row in listed])
    lines = [
        Row(
            f"{row.unit.code}/{row.rule.code}/{row.role}/{row.period}",
            (
                row.unit.name,
                row.reading.title,
                period_cn(row.period),
                date_cn(row.due_on),
                str((asked.as_of - row.due_on).days),
                reasons.get(key_at(row), UNSAID),
            ),
            url=cell_url(row),
        )
        for row in listed
    ]
    heads = ("单位", "事项", "周期", "到期日", "逾期天数", "说明的原因")
    more = f"共{number}项,此处列逾期最久的{SHOWN}项" if number > SHOWN else ""
    told = sum(key_at(row) in reasons for row in listed)
    said = f"截至{date_cn(asked.as_of)},逾期未完成{number}项"
    said += f",其中{told}项已说明原因。" if number <= SHOWN else "。"
    return Found([Grid("overdue", "逾期未完成事项", heads, lines, more=more)], said)


def _reasons(keys: list[CellKey]) -> dict[CellKey, str]:
    """The latest words of each cell's statements that stand; two queries where there are any."""
    if not keys:
        return {}
    said = StatementStep.objects.filter(act__in=[Act.MAKE.value, Act.SUPPLEMENT.value]).order_by("at", "pk")
    found = Statement.objects.filter(at_cells(keys)).exclude(state=State.WITHDRAWN.value)
    reasons = {}
    for each in found.prefetch_related(Prefetch("steps", said, "said")).order_by("made_at", "pk"):
        words = " ".join(each.said[-1].text.split()) if each.said else ""
        key = CellKey(each.unit_id, each.rule_id, each.role, each.period)
        reasons[key] = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
    return {key: words for key, words in reasons.items() if words}


def supervision(asked: Asked) -> Found:
    """Supervision items and talks of the area that began in the period; two queries."""
    items, talks = _items(asked), _talks(asked)
    block = Figures(
        "supervision",
        "督办和约谈(件)",
        [
            Item("issued", "印发督办", str(items["issued"])),
            Item("closed", "已销号", str(items["closed"])),
            Item("open", "办理中", str(items["open"])),
            Item("late", "办理中已过期限", str(items["late"])),
            Item("talks", "开展约谈", str(talks["held"])),
            Item("promises", "整改承诺", str(talks["promised"])),
            Item("done", "承诺已完成", str(talks["done"])),
        ],
    )
    if not items["issued"] and not talks["held"]:
        return Found([block], f"{asked.period_words}没有督办件和约谈。")
    rate = f"{items['closed']}/{items['issued']}" if items["issued"] else NOTHING
    said = (
        f"{asked.period_words}印发督办{items['issued']}件,已销号{items['closed']}件({rate});开展约谈{talks['held']}次,"
        f"整改承诺{talks['promised']}项,已完成{talks['done']}项。"
    )
    return Found([block], said)


def _items(asked: Asked) -> dict[str, Any]:
    found = SupervisionItem.objects.filter(
        within("unit", asked.unit, asked.as_of),
        made_at__date__range=(asked.period.start, asked.until),
        made_at__lte=asked.known_at,
    ).exclude(state__in=[*BEFORE_ISSUE, ItemState.CANCELLED, ItemState.WITHDRAWN])
    under_way = Q(state__in=[state.value for state in UNDER_WAY])
    return found.aggregate(
        issued=Count("pk"),
        closed=Count("pk", filter=Q(state=ItemState.CLOSED.value)),
        open=Count("pk", filter=under_way),
        late=Count("pk", filter=under_way & Q(deadline__lt=asked.as_of)),
    )


def _talks(asked: Asked) -> dict[str, Any]:
    found = Talk.objects.filter(
        within("unit", asked.unit, asked.as_of),
        state__in=[state.value for state in RECORDED],
        record__held_on__range=(asked.period.start, asked.until),
    )
    return found.aggregate(
        held=Count("pk", distinct=True),
        promised=Count("promises", distinct=True),
        done=Count("promises", filter=Q(promises__state="done"), distinct=True),
    )
