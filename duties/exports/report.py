"""The audit export as a plain report: cover, totals by article, what is overdue, and the rows where they are few.

Beyond ROWS_PRINTED rows the ledger itself is in the spreadsheet only, which the cover names with its SHA-256.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from duties.exports.rows import ExportRow
from duties.exports.totals import FORCES, HEADS, Total
from duties.ledger.status import Status
from duties.notice import day_of
from portal.documents.paper import Align
from portal.documents.report import Paragraph, Report, Section, Table

ROWS_PRINTED = 2000
MEANING = (
    "计率基数为已到期或已完成的事项,不含豁免;"
    "完成率=(按时完成+逾期完成)/计率基数,按时率=按时完成/计率基数;逾期补办另列,不计入;基数为零的记作“—”。"
)
OVERDUE_HEADS = ("单位", "责任主体", "事项", "条款", "周期", "完成/应完成", "到期日", "逾期天数")
ROW_HEADS = ("单位", "责任主体", "事项", "条款", "周期", "完成/应完成", "补办", "到期日", "完成日", "状态")


@dataclasses.dataclass(frozen=True)
class Frame:
    """For whom, what and when an export is: what its cover, foot and first sheet say."""

    unit: str
    first: dt.date
    last: dt.date
    as_of: dt.date
    known_at: dt.datetime | None
    closing: bool
    printed_by: str
    printed_at: dt.datetime
    demo: bool

    @property
    def scope(self) -> str:
        """The area and the filter, in one line."""
        days = f"{day_of(self.first)}至{day_of(self.last)}"
        return f"{self.unit}及其辖区 · {days} · 全部条款 · {self.moment}"

    @property
    def reads_from(self) -> dt.date:
        """The first day of those which the exported periods overlap."""
        return self.last if self.closing else self.first

    @property
    def known(self) -> str:
        """As known at which instant, in words."""
        return f"{day_of(self.known_at)}{self.known_at:%H:%M:%S}" if self.known_at else "生成时"

    @property
    def moment(self) -> str:
        """As of when and as known when, in one line."""
        return f"截至{day_of(self.as_of)}、按{self.known}掌握的情况"

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The lines of the cover."""
        return (
            ("单位", f"{self.unit}及其辖区"),
            ("期间", f"{day_of(self.first)}至{day_of(self.last)}"),
            ("周期", "各口径取含期间末日的一项,与看板一致" if self.closing else "与期间有重叠的全部周期"),
            ("数据截至", day_of(self.as_of)),
            (
                "按当时掌握",
                f"{self.known}掌握的情况" + (",此后登记、更正、撤回的不算" if self.known_at else ""),
            ),
        )


@dataclasses.dataclass(frozen=True)
class Attachment:
    """The spreadsheet beside the report."""

    name: str
    sha256: str


def sheet_facts(frame: Frame) -> tuple[tuple[str, str], ...]:
    """The lines of the spreadsheet's first sheet."""
    return (
        *frame.facts,
        ("口径", MEANING),
        ("生成人", frame.printed_by),
        ("生成时间", f"{frame.printed_at:%Y-%m-%d %H:%M}"),
        *((("演示数据", "所列单位、人员和记录均为虚构"),) if frame.demo else ()),
    )


def build_report(
    frame: Frame,
    rows: Sequence[ExportRow],
    sums: Sequence[tuple[str, Sequence[Total]]],
    book: Attachment,
    more: Sequence[tuple[str, str]] = (),
) -> Report:
    """All that is printed; `more` are further lines of the cover."""
    overdue = [row for row in rows if row.ledger.status == Status.OVERDUE]
    facts = (
        *frame.facts,
        ("台账行数", f"{len(rows)}行,其中逾期未完成{len(overdue)}行"),
        ("电子表格", book.name),
        ("表格SHA-256", book.sha256),
        *more,
    )
    sections = [
        Section("一、按条款汇总", tuple(_sum_tables(sums))),
        Section("二、逾期未完成事项", tuple(_overdue(overdue, frame.as_of))),
        Section("三、台账明细", _details(rows)),
    ]
    return Report(
        title="履职台账审计导出报告",
        subtitle=frame.unit,
        facts=facts,
        sections=tuple(sections),
        printed_by=frame.printed_by,
        printed_at=frame.printed_at,
        scope=frame.scope,
        demo=frame.demo,
        landscape=True,
        source={"facts": dict(facts), "sha256": book.sha256, "rows": len(rows), "overdue": len(overdue)},
    )


def _sum_tables(sums: Sequence[tuple[str, Sequence[Total]]]) -> list[Paragraph | Table]:
    """A table a force, after what the figures mean."""
    aligned: list[Align] = ["right"] * len(HEADS)
    aligned[0] = "left"
    tables = [
        Table(
            HEADS, tuple(tuple(map(str, line.values)) for line in lines), caption=title, align=tuple(aligned)
        )
        for title, lines in sums
    ]
    return [Paragraph(MEANING), *tables]


def _overdue(rows: Sequence[ExportRow], day: dt.date) -> list[Paragraph | Table]:
    """The overdue rows of each force, longest overdue first."""
    blocks: list[Paragraph | Table] = []
    for force, title in FORCES[:2]:
        late = sorted(
            (row for row in rows if row.ledger.force == force),
            key=lambda row: (row.ledger.due_on, row.ledger.unit, row.position),
        )
        shown = late[:ROWS_PRINTED]
        caption = f"{title}:{len(late)}项"
        if len(shown) < len(late):
            caption += f",列出逾期最久的{len(shown)}项,其余见电子表格"
        blocks.append(Table(OVERDUE_HEADS, tuple(_overdue_line(row, day) for row in shown), caption=caption))
    return blocks


def _overdue_line(row: ExportRow, day: dt.date) -> tuple[str, ...]:
    return (*_common(row), row.ledger.due_on.isoformat(), str(row.days_late(day)))


def _details(rows: Sequence[ExportRow]) -> tuple[Paragraph | Table, ...]:
    if len(rows) > ROWS_PRINTED:
        return (
            Paragraph(f"台账共{len(rows)}行,超过{ROWS_PRINTED}行,不在此逐行印出,全部见封面所列电子表格。"),
        )
    return (Table(ROW_HEADS, tuple(_line(row) for row in rows)),)


def _line(row: ExportRow) -> tuple[str, ...]:
    ledger = row.ledger
    met_on = ledger.met_on.isoformat() if ledger.met_on else ""
    made_up = str(ledger.made_up) if ledger.made_up else ""
    return (*_common(row), made_up, ledger.due_on.isoformat(), met_on, str(ledger.status.label))


def _common(row: ExportRow) -> tuple[str, ...]:
    done = f"{row.ledger.counted}/{row.ledger.required}"
    return (row.unit, row.seat or "单位", row.title, row.provision, row.period, done)
