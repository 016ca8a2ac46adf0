"""填报用时 as XLSX: the months of a unit with all below it, and each of its units by itself for one month."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from django.core.exceptions import PermissionDenied

from duties.periods import Period
from meetings.selectors.burden import Cost, burden, costs_of_each
from portal import access, clock
from portal.access import Actor
from portal.models import Role, Unit
from portal.services.changes import log_access
from portal.tables import Value, saved_to, sheet_write
from portal.wording import period_cn

COUNTS: tuple[tuple[str, str], ...] = (
    ("用时(分钟)", "minutes"),
    ("登记单", "entries"),
    ("已计时", "measured"),
    ("每份用时(分钟)", "each"),
    ("到期事项", "due"),
    ("催办", "urged"),
    ("逐份填写", "form"),
    ("沿用上次", "copy"),
    ("材料预填", "prefill"),
    ("批量登记", "table"),
    ("代录", "proxied"),
    ("离线", "offline"),
    ("更正", "corrections"),
)
"""Columns of figures: head, and the attribute of a cost."""
MEANING = (
    "用时自打开登记页至提交、存草稿或列入计划,停顿超过1分钟的按1分钟计;按填写单位和完成月份合计,不落到个人。"
)


def burden_export(
    *, actor: Actor, unit: Unit, month: Period, stream: BinaryIO, address: str | None = None
) -> None:
    """Write the workbook to `stream`; the export is in the access log.

    Raises PermissionDenied unless the actor is the office of `unit` or of an area that it lies in.
    """
    post = access.require(actor, Role.OFFICE)
    if not access.may_read(actor, unit, min(clock.today(), month.last_day)):
        raise PermissionDenied
    made = burden(unit, month, ())
    facts = (
        ("单位", unit.name),
        ("月份", period_cn(month.name)),
        ("口径", MEANING),
        ("生成人", f"{actor.name}({post.label})"),
        ("生成时间", f"{clock.now():%Y-%m-%d %H:%M}"),
    )
    each = costs_of_each(unit, month)
    heads = [head for head, _ in COUNTS]
    with saved_to(stream) as book:
        sheet_write(book, "说明", (16, 80), [], facts)
        trend = ([period_cn(period.name), *_values(cost)] for period, cost in made.trend)
        sheet_write(book, "逐月(含下级)", _widths(16), ["月份", *heads], trend, filters=True)
        units = ([one.code, one.name, above, *_values(cost)] for one, above, cost in each)
        names = ["单位代码", "单位", "上级单位"]
        sheet_write(book, "各单位(本级)", _widths(16, 26, 26), [*names, *heads], units, filters=True)
    log_access(actor=actor, action="burden_export", target_ref=f"{unit.code} {month.name}", address=address)


def _values(cost: Cost) -> Iterable[Value]:
    return [getattr(cost, name) for _, name in COUNTS]


def _widths(*first: int) -> Sequence[int]:
    return (*first, *(12,) * len(COUNTS))
