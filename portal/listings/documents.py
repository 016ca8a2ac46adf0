"""公文 and 文号登记簿: documents in one's scope, and the numbers of one's own unit."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.html import format_html

from portal import access, clock
from portal.access import Actor
from portal.documents.kinds import KINDS
from portal.lists.columns import NOTHING, Column, beside, day_of, link, marked, page_of
from portal.lists.filters import DayFilter, ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.marks import DOCUMENT_MARKS
from portal.models import Document, Role
from portal.selectors.document_lists import RECEIVED, SENT, of_year, register_documents, registers_of
from portal.selectors.documents import readable_documents

YEARS = 10
"""So many years are offered, this one first."""


class DocumentFilters(ListFilters):
    """What the documents can be narrowed by; sent and received are those of the post's own unit."""

    side = PickFilter(label="收发", choices=[(SENT, "本单位发文"), (RECEIVED, "本单位收文")])
    words = WordsFilter("number", "title", label="文号或标题")
    kind = PickFilter(label="种类", choices=[(name, name) for name in KINDS])
    state = PickFilter(label="状态", choices=Document.State.choices)
    year = PickFilter(label="年份", choices=[], by=lambda value: of_year(int(value)))
    issuer = UnitFilter("issuer", label="发文单位(含所属)")
    first = DayFilter(field_name="drafted_at", lookup_expr="date__gte", label="拟稿自")
    last = DayFilter(field_name="drafted_at", lookup_expr="date__lte", label="拟稿至")

    def prepare(self) -> None:
        """The sides are those of the actor's unit."""
        unit = self.actor.post.unit if self.actor.post else None
        sides = {SENT: Q(issuer=unit), RECEIVED: Q(addressee=unit) & ~Q(number="")}
        self.filters["side"].by = sides.__getitem__
        this = clock.today().year
        self.filters["year"].extra["choices"] = [
            (str(this - back), f"{this - back}年") for back in range(YEARS)
        ]


def _title(document: Document) -> str:
    name = link(document.title, page_of("document", document.public_id))
    return beside(name, "更正件" if document.replaces_id else "")


def _state(document: Document) -> str:
    return marked(DOCUMENT_MARKS[document.state])


TITLE = Column[Document]("title", "公文", lambda row: row.title, _title, width=48)
ADDRESSEE = Column[Document](
    "addressee", "主送", lambda row: row.addressee.name if row.addressee else "", width=24
)
ISSUED_ON = Column[Document](
    "issued_on",
    "印发日期",
    lambda row: day_of(row.issued_at),
    sort=("issued_at",),
    latest=True,
    width=12,
    nowrap=True,
)
ISSUED_BY = Column[Document](
    "issued_by", "签发人", lambda row: row.issued_by.name if row.issued_by else "", width=14
)
STATE = Column[Document](
    "state", "状态", lambda row: DOCUMENT_MARKS[row.state].label, _state, width=10, nowrap=True
)
CODE = Column[Document]("code", "核验码", lambda row: row.short_code or "", shown=False, width=28)
VOID_REASON = Column[Document]("void_reason", "作废原因", lambda row: row.void_reason, shown=False, width=30)
COLUMNS: Sequence[Column[Document]] = (
    TITLE,
    Column("number", "文号", lambda row: row.number, width=28, nowrap=True),
    Column("kind", "种类", lambda row: row.kind, sort=("kind", "-drafted_at"), width=14),
    Column("urgency", "紧急程度", lambda row: row.urgency, shown=False, width=10),
    Column("issuer", "发文单位", lambda row: row.issuer.name, sort=("issuer__code", "-drafted_at"), width=24),
    ADDRESSEE,
    Column("drafted_on", "拟稿日期", lambda row: day_of(row.drafted_at), sort=("drafted_at",), latest=True, width=12,
           nowrap=True),
    ISSUED_ON,
    STATE,
    Column("drafted_by", "拟稿人", lambda row: row.drafted_by.name, shown=False, width=14),
    ISSUED_BY,
    CODE,
    VOID_REASON,
)  # fmt: skip


class DocumentList(Listing[Document]):
    """The documents in one's scope, the latest first."""

    name = "documents"
    title = "公文"
    roles = access.BUSINESS
    columns = COLUMNS
    filters = DocumentFilters
    order = ("-drafted_at",)
    quick = "side"

    def rows(self) -> QuerySet[Any]:
        """Those that one may read."""
        return readable_documents(self.actor)


class NumberFilters(ListFilters):
    """Which register: the latest, where nothing is asked for."""

    register = PickFilter(label="种类和年份", choices=[], field_name="register")
    words = WordsFilter("number", "title", hint="文号、标题")
    defaults: Mapping[str, str] = {}

    def __init__(self, query: QueryDict, rows: QuerySet[Any], actor: Actor) -> None:
        self.registers = list(registers_of(actor))
        if self.registers:
            self.defaults = {"register": str(self.registers[0].pk)}
        super().__init__(query, rows, actor)

    def prepare(self) -> None:
        """Offer the registers of the actor's unit."""
        self.filters["register"].extra["choices"] = [
            (str(each.pk), f"{each.year}年 {each.kind}(已用至 {each.last} 号)") for each in self.registers
        ]


def _number(document: Document) -> str:
    void = document.state == Document.State.VOID
    return format_html("<s>{}</s>", document.number) if void else document.number


NUMBER_COLUMNS: Sequence[Column[Document]] = (
    Column("number", "文号", lambda row: row.number, _number, width=30, nowrap=True),
    Column("kind", "种类", lambda row: row.kind, shown=False, width=14),
    Column("year", "年份", lambda row: row.register.year if row.register else None, shown=False, width=8, numeric=True),
    Column("serial", "顺序号", lambda row: row.serial, sort=("register__kind", "serial"), width=8, numeric=True),
    TITLE,
    ADDRESSEE,
    ISSUED_BY,
    ISSUED_ON,
    STATE,
    dataclasses.replace(VOID_REASON, shown=True),
    Column("replaces", "更正的文号", lambda row: row.replaces.number if row.replaces else "",
           lambda row: row.replaces.number if row.replaces else NOTHING, shown=False, width=30),
    CODE,
)  # fmt: skip


class NumberList(Listing[Document]):
    """The numbers of the actor's own unit by year, kind and number; void ones too."""

    name = "document-register"
    title = "文号登记簿"
    roles = frozenset({Role.OFFICE, Role.APPROVER})
    columns = NUMBER_COLUMNS
    filters = NumberFilters
    order = ("-register__year", "register__kind", "serial")

    def rows(self) -> QuerySet[Any]:
        """Those of one's own unit."""
        return register_documents(registers_of(self.actor))
