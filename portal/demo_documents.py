"""Documents of the demonstration: one in each state that somebody has to act on, and certificates for its issuers."""

import datetime as dt

from portal import access, clock
from portal.access import Actor
from portal.documents.layout import chinese_date
from portal.documents.paper import Heading, OfficialDocument, Paragraph
from portal.models import Account, Appointment, Document, Role, Unit
from portal.selectors.accounts import accounts_at
from portal.selectors.certificates import certificate_of
from portal.selectors.documents import version_of
from portal.services.certificates import demo_certificate_make
from portal.services.countersigning import countersigner_add
from portal.services.documents import document_draft, document_review

KIND = "工作报告"
OFFICE = "党委农村工作领导小组办公室"
ORIGIN = "demo"
LONG_AGO = dt.timedelta(days=20)


def add_documents() -> None:
    """Certificates for all issuers, and reports of the top one: a draft, one to countersign, one to sign."""
    if Document.objects.filter(origin=ORIGIN).exists():
        return
    approvers = Appointment.objects.present().filter(role=Role.APPROVER).select_related("unit")
    issuers = {each.unit_id: each.unit for each in approvers.order_by("pk")}
    for issuer in issuers.values():
        if certificate_of(issuer) is None:
            demo_certificate_make(actor=access.SYSTEM, issuer=issuer)
    for issuer in list(issuers.values())[:1]:
        _add_reports(issuer)


def _add_reports(issuer: Unit) -> None:
    office = _actor(accounts_at(issuer, Role.OFFICE).order_by("pk").first(), Role.OFFICE)
    official = Appointment.objects.present().filter(role=Role.OFFICIAL).order_by("pk").first()
    if office is None or official is None:
        return
    _draft(office, issuer, "一季度")
    asked = _draft(office, issuer, "上半年")
    countersigner_add(actor=office, document=asked, version=version_of(asked), who=official.unit)
    for draft in (asked, _draft(office, issuer, "前三季度")):
        document_review(actor=office, document=draft, version=version_of(draft))


def _draft(office: Actor, issuer: Unit, span: str) -> Document:
    paper = report_paper(issuer, span)
    return document_draft(actor=office, paper=paper, issuer=issuer, addressee=None, origin=ORIGIN)


def report_paper(issuer: Unit, span: str) -> OfficialDocument:
    """A report of two pages on a span of this year, plainly invented, as a draft."""
    office, day = f"{issuer.name}{OFFICE}", clock.today()
    return OfficialDocument(
        kind=KIND,
        issuer_name=office,
        issuer_mark=office,
        title=f"关于{day.year}年{span}乡村振兴责任制落实情况的报告(演示)",
        addressee="演示上级领导小组办公室",
        body=(
            Paragraph(f"本件为演示数据,内容虚构。现将{day.year}年{span}乡村振兴责任制落实情况报告如下:"),
            Heading(1, "一、总体情况"),
            Paragraph(f"截至{chinese_date(day - LONG_AGO)},各单位对照责任清单逐项登记、按期履职。"),
            Heading(1, "二、存在的问题"),
            Paragraph("个别单位领导小组会议未按期召开,联系点走访不够均衡。"),
            Heading(1, "三、下一步工作"),
            Paragraph("对逾期事项逐项催办、督办,限期补办,并在平台登记。"),
        ),
        signatory=office,
        date=day,
        signer="演示-甲一",
        printed_by=office,
        printed_on=day,
        demo=True,
        draft=True,
        source={"demo": span},
    )


def _actor(account: Account | None, role: Role) -> Actor | None:
    """Somebody of the demonstration in the post of that role."""
    if account is None:
        return None
    post = next((each for each in access.posts_of(account) if each.role == role), None)
    return Actor(account=account, post=post) if post else None
