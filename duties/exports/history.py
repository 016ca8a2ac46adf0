"""办理经过: what was urged, stated, answered and waived about the exported cells, until the instant of the export."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Prefetch

from duties.exports.rows import ExportRow
from duties.models import Statement, StatementStep, UrgedPerson, Urging, Waiver
from duties.selectors.cell_key import CellKey
from duties.selectors.statements import ended_waivers
from portal import clock
from portal.tables import Value

HISTORY_HEADS = (
    "时间", "单位代码", "单位", "口径代码", "事项", "职务", "周期", "办理", "经手人", "内容", "对象和材料",
)  # fmt: skip
HISTORY_WIDTHS = (18, 16, 26, 22, 28, 24, 22, 16, 36, 60, 40)


@dataclasses.dataclass(frozen=True)
class Deed:
    """One thing done about a cell; `at` is an instant, or the day alone of what was known from ever."""

    at: str
    key: CellKey
    act: str
    by: str
    text: str
    about: str = ""


def history(rows: Sequence[ExportRow], until: dt.datetime) -> list[tuple[Value, ...]]:
    """The lines of the sheet, oldest first within each cell, in the order of `rows`; constant queries."""
    named = {
        CellKey(row.ledger.unit_id, row.ledger.rule_id, row.ledger.role, row.ledger.period): row
        for row in rows
    }
    units = {key.unit for key in named}
    found: dict[CellKey, list[Deed]] = {}
    for deed in (*_urged(units, until), *_stated(units, until), *_waived(units, until)):
        if deed.key in named:
            found.setdefault(deed.key, []).append(deed)
    return [
        _line(row, deed)
        for key, row in named.items()
        for deed in sorted(found.get(key, ()), key=lambda deed: deed.at)
    ]


def _line(row: ExportRow, deed: Deed) -> tuple[Value, ...]:
    return (
        deed.at, row.ledger.unit, row.unit, row.ledger.rule, row.title, row.seat, row.period,
        deed.act, deed.by, deed.text, deed.about,
    )  # fmt: skip


def _urged(units: Iterable[int], until: dt.datetime) -> Iterator[Deed]:
    people = Prefetch("people", UrgedPerson.objects.order_by("pk"))
    urgings = Urging.objects.filter(unit__in=units, sent_at__lte=until).select_related(
        "act__office", "act__sent_by"
    )
    for urging in urgings.prefetch_related(people).order_by("sent_at", "pk"):
        told = [
            f"{person.seat} {person.name}{'' if person.account_id else '(未送达)'}"
            for person in urging.people.all()
        ]
        by = f"{urging.act.office.name} {urging.act.sent_by.name}"
        yield Deed(_instant(urging.sent_at), _key(urging), "催办", by, urging.act.text, "、".join(told))


def _stated(units: Iterable[int], until: dt.datetime) -> Iterator[Deed]:
    steps = StatementStep.objects.filter(statement__unit__in=units, at__lte=until)
    for step in steps.select_related("statement", "by").prefetch_related("files").order_by("at", "pk"):
        files = "、".join(file.name for file in step.files.all())
        act = f"{step.statement.get_kind_display()}:{step.get_act_display()}"
        yield Deed(
            _instant(step.at),
            _key(step.statement),
            act,
            f"{step.post} {step.by.name}".strip(),
            step.text,
            files,
        )


def _waived(units: Iterable[int], until: dt.datetime) -> Iterator[Deed]:
    """Waivers of the office's own accord or from an import; those on application are told by its steps."""
    waivers = list(Waiver.objects.filter(unit__in=units, statement__isnull=True).order_by("pk"))
    for waiver in waivers:
        since = waiver.known.lower
        if since is None or since <= until:
            at = _instant(since) if since else f"{waiver.granted_on:%Y-%m-%d}"
            yield Deed(at, _key(waiver), "豁免", waiver.granted_by, waiver.reason)
    for each in ended_waivers(waivers):
        if each.at <= until:
            yield Deed(_instant(each.at), _key(each.waiver), "取消豁免", each.by, each.reason)


def _instant(at: dt.datetime) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _key(about: Urging | Statement | Waiver) -> CellKey:
    return CellKey(about.unit_id, about.rule_id, about.role, about.period)
