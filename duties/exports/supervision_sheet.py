"""The list of supervision items as XLSX: one row an item, as the list shows them."""

import io
from collections.abc import Mapping, Sequence

from duties.selectors.supervision.ages import Age
from duties.selectors.supervision.items import Standing
from duties.supervision_sources import source_label
from portal import clock
from portal.tables import Value, saved_to, sheet_write

HEADS = (
    ("督办编号", 14),
    ("发文字号", 28),
    ("标题", 48),
    ("种类", 14),
    ("督办单位", 20),
    ("牵头单位", 20),
    ("协办单位", 24),
    ("来源", 14),
    ("紧急程度", 10),
    ("状态", 12),
    ("持球方", 12),
    ("停留天数", 10),
    ("印发日期", 12),
    ("办结期限", 12),
    ("期限情况", 14),
    ("反馈日期", 12),
    ("履职情况", 14),
    ("最近情况", 48),
)


def supervision_sheet(
    ages: Sequence[Age],
    standing: Mapping[int, Standing],
    words: Mapping[int, str],
    facts: Sequence[tuple[str, str]],
) -> bytes:
    """The workbook: 说明 with what was asked for and by whom, 督办台账 with the rows."""
    stream = io.BytesIO()
    with saved_to(stream) as book:
        sheet_write(book, "说明", (16, 80), [], facts)
        sheet_write(
            book,
            "督办台账",
            tuple(width for _, width in HEADS),
            tuple(head for head, _ in HEADS),
            (_row(age, standing[age.item.pk], words.get(age.item.pk, "")) for age in ages),
            filters=True,
        )
    return stream.getvalue()


def _row(age: Age, standing: Standing, words: str) -> list[Value]:
    item = age.item
    issued = item.notice.issued_at
    return [
        item.number,
        item.notice.number,
        item.notice.title,
        item.notice.kind,
        item.office.name,
        item.unit.name,
        "、".join(each.unit.name for each in item.supervised_units.all() if each.part == each.Part.PARTNER),
        sources_of(standing),
        item.notice.urgency,
        item.at.label,
        item.holder.label,
        None if item.is_over else age.days,
        issued.astimezone(clock.SHANGHAI).date() if issued else None,
        item.deadline,
        age.when,
        item.fed_back_on,
        f"{standing.settled}/{standing.total}",
        words,
    ]


def sources_of(standing: Standing) -> str:
    """Where an item comes from, in words."""
    names = ["履职台账"] if standing.lines else []
    return "、".join([*names, *dict.fromkeys(source_label(each.kind) for each, _ in standing.matters)])
