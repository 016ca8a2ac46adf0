"""An official paper (公文) as plain data; what is printed, not how.

A notice is written so, first as a draft, then by `dataclasses.replace` with its number and code:

    draft = OfficialDocument(
        kind="督办通知单",
        issuer_name="演示二师党委农村工作领导小组办公室",
        issuer_mark="演示二师党委农村工作领导小组办公室",
        title="关于演示27团2026年第三季度领导小组会议逾期未完成的督办通知",  # broken by sense
        addressee="演示27团党委",  # the colon is added
        body=(
            Paragraph("经核对履职台账，你单位下列责任事项逾期未完成。现予督办，通知如下："),
            Heading(1, "一、督办事项"),
            Paragraph("《实施细则》第八条第二款(二)规定……"),  # ASCII marks are printed wide
            Table(("事项", "到期日"), (("领导小组会议", "2026年9月30日"),)),
        ),
        signatory="演示二师党委农村工作领导小组办公室",
        date=dt.date(2026, 10, 12),
        copies_to=("演示三师党委",),
        printed_by="演示二师党委农村工作领导小组办公室",
        demo=True,
        draft=True,
    )
    issued = dataclasses.replace(
        draft, draft=False, number="演示二师农领办督〔2026〕12号", verify_url=address, short_code=new_code()
    )
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from portal.documents.kinds import kind_of

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (一、黑体), 2 （一）楷体, 3 (1. 仿宋) or 4 （1）仿宋; the text includes its number."""

    level: Literal[1, 2, 3, 4]
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body, indented by two characters."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table: heads, rows, and the widths of its columns as shares of the line (by what stands in them where empty).

    `align` places the cells of each column, where given: left, center or right.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...] = ()
    caption: str = ""
    align: tuple[Align, ...] = ()

    def aligns(self, default: Align) -> tuple[Align, ...]:
        """How the cells of each column stand, `default` where the table does not say."""
        return self.align or (default,) * len(self.heads)


@dataclass(frozen=True)
class Chart:
    """A chart of shares: of each bar its name, its length from 0 to 1 (None: nothing there) and what is written beside it."""

    caption: str
    bars: tuple[tuple[str, float | None, str], ...]


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True)
class Section:
    """A part of a plain report with its title; its tables may be of any length."""

    title: str
    blocks: tuple[Paragraph | Table, ...]


@dataclass(frozen=True)
class Annex:
    """An attachment: its name, and its pages where it is bound with the paper."""

    name: str
    body: tuple[Block, ...] = ()


@dataclass(frozen=True)
class OfficialDocument:
    """Everything that is printed on one official paper; its `kind` decides on the format (`portal.documents.kinds`).

    `title` may be given as one text, then it is broken by sense, or as lines. `date` is the 成文日期.
    `sealed` leaves the room of a seal (7.3.5.1); otherwise 7.3.5.2 holds. `signer` makes it an upward paper.
    `attendance` ends minutes: 出席, 请假, 列席, each with its names (10.3). `source` is attached as JSON.
    """

    kind: str
    issuer_name: str
    issuer_mark: str
    title: str | tuple[str, ...]
    addressee: str
    body: tuple[Block, ...]
    signatory: str
    date: dt.date
    number: str | None = None
    attachments: tuple[Annex, ...] = ()
    sealed: bool = True
    signer: str = ""
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: dt.date | None = None
    note: str = ""
    attendance: tuple[tuple[str, str], ...] = ()
    urgency: str = ""
    demo: bool = False
    draft: bool = False
    verify_url: str = ""
    short_code: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a paper that is neither draft nor numbered, or both; and one of a kind that there is not."""
        kind_of(self.kind)
        if self.draft == bool(self.number):
            raise ValueError("公文须有发文字号；草稿不得有发文字号。")
        if not self.body:
            raise ValueError("公文须有正文。")

    def to_json(self) -> dict[str, Any]:
        """The paper as JSON data, from which `from_json` makes an equal paper."""
        data = {
            name: value
            for name, value in dataclasses.asdict(self).items()
            if name not in ("body", "attachments")
        }
        data["date"] = self.date.isoformat()
        data["printed_on"] = self.printed_on.isoformat() if self.printed_on else None
        data["body"] = [_block_to_json(block) for block in self.body]
        data["attachments"] = [
            {"name": annex.name, "body": [_block_to_json(block) for block in annex.body]}
            for annex in self.attachments
        ]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "OfficialDocument":
        """The paper that `to_json` wrote down. Raises KeyError, TypeError or ValueError for other data."""
        values = dict(data)
        values["date"] = dt.date.fromisoformat(values["date"])
        printed_on = values.get("printed_on")
        values["printed_on"] = dt.date.fromisoformat(printed_on) if printed_on else None
        values["body"] = tuple(_block_from_json(block) for block in values["body"])
        values["attachments"] = tuple(
            Annex(annex["name"], tuple(_block_from_json(block) for block in annex["body"]))
            for annex in values.get("attachments", ())
        )
        values["copies_to"] = tuple(values.get("copies_to", ()))
        values["attendance"] = _frozen(values.get("attendance", ()))
        if not isinstance(values["title"], str):
            values["title"] = tuple(values["title"])
        return cls(**values)


_BLOCKS: dict[str, type[Block]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "table": Table,
    "chart": Chart,
}


def _block_to_json(block: Block) -> dict[str, Any]:
    return {"type": type(block).__name__.lower(), **dataclasses.asdict(block)}


def _block_from_json(data: Mapping[str, Any]) -> Block:
    values = {name: _frozen(value) for name, value in data.items() if name != "type"}
    return _BLOCKS[data["type"]](**values)


def _frozen(value: Any) -> Any:
    """JSON lists as the tuples that the blocks hold."""
    return tuple(_frozen(item) for item in value) if isinstance(value, list | tuple) else value
