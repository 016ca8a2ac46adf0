"""表彰决定 as it is proposed, and 问责线索移交单 as a plain sheet: facts as they were listed, no word of merit or blame."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils.module_loading import import_string

from assessment.commendation_states import State
from assessment.commendations.flows import ORIGIN, PAPER
from assessment.models import AccountabilityLead, Commendation
from assessment.selectors.commendations import readable_commendations
from duties.models import Provision
from duties.naming import article_name
from duties.notice import OFFICE
from portal import clock
from portal.access import Actor
from portal.documents.paper import Heading, OfficialDocument, Paragraph
from portal.models import Document, Role, Word
from portal.registry import DocumentSource
from portal.selectors.installation import installation
from portal.selectors.vocabulary import vocabulary
from portal.wording import date_cn

COMMENDS, ACCOUNTS = "表彰激励", "追究负有责任"
"""The articles of a regulation that provide for commendation and for accountability are the first that say so."""


def clause_called(words: str) -> str:
    """The regulation and article that say `words` first; empty where none does."""
    found = Provision.objects.select_related("regulation").filter(text__contains=words)
    provision = found.order_by("regulation", "article").first()
    return f"《{provision.regulation.title}》{article_name(provision.article)}" if provision else ""


def source(actor: Actor, ref: uuid.UUID) -> DocumentSource | None:
    """The decision on an agreed commendation as it would be drafted now; None where the actor may not draft it."""
    rows = readable_commendations(actor).filter(public_id=ref, state=State.AGREED.value)
    found, post = rows.first(), actor.post
    if found is None or post is None or post.role != Role.OFFICE or post.unit.pk != found.office_id:
        return None
    return DocumentSource(
        paper=decision(found), addressee=found.unit, back=reverse("commendation", args=[found.public_id])
    )


def commended(commendation: Commendation) -> str:
    """Who is commended, in words: a unit, or a person with the seat and the unit."""
    if commendation.person is None:
        return commendation.unit.name
    seat = vocabulary().name(Word.Group.ROLE, commendation.role)
    return f"{commendation.unit.name}{seat}{commendation.person.name}"


def decision(commendation: Commendation) -> OfficialDocument:
    """The paper as a draft of today."""
    office, who = f"{commendation.office.name}{OFFICE}", commended(commendation)
    clause = clause_called(COMMENDS)
    lines = [line.strip() for line in commendation.reason.splitlines() if line.strip()]
    return OfficialDocument(
        kind=PAPER,
        issuer_name=office,
        issuer_mark=office,
        title=f"关于表彰{who}的决定",
        addressee=commendation.unit.name,
        body=(
            *(Paragraph(line) for line in lines),
            Heading(1, "一、主要事实"),
            *(
                Paragraph(f"{number}.{fact.title}:{fact.value}(截至{date_cn(fact.day)})。")
                for number, fact in enumerate(commendation.facts.all(), start=1)
            ),
            Heading(1, "二、决定"),
            Paragraph(f"{f'根据{clause},' if clause else ''}经研究,决定对{who}予以{commendation.manner}。"),
        ),
        signatory=office,
        date=clock.today(),
        printed_by=office,
        printed_on=clock.today(),
        demo=installation().demo,
        draft=True,
        source={"commendation": str(commendation.public_id), "unit": commendation.unit.code},
    )


def page(document: Document) -> str:
    """The page of the commendation that a decision belongs to; empty for one that stands for itself."""
    name, _, ref = document.origin.partition(":")
    return reverse("commendation", args=[ref]) if name == ORIGIN and ref else ""


def lead_sheet(lead: AccountabilityLead, actor: Actor) -> bytes:
    """移交单 as PDF: to whom, about which unit, the facts, room for the receipt. Nothing is concluded on it."""
    # Imported where a paper is made, since WeasyPrint takes long to load and needs libraries of the system.
    report: Any = import_string("portal.documents.report.Report")
    section: Any = import_string("portal.documents.report.Section")
    table: Any = import_string("portal.documents.report.Table")
    paragraph: Any = import_string("portal.documents.report.Paragraph")
    rows = tuple(
        (str(number), fact.title, fact.value, fact.basis or "—", f"{fact.day:%Y-%m-%d}")
        for number, fact in enumerate(lead.facts.all(), start=1)
    )
    clause = clause_called(ACCOUNTS)
    told = (
        f"以上为平台登记的事实,依据{clause or '有关规定'}移交{lead.receiver}依规依纪依法办理。"
        "本单只列事实,不作结论;是否追究、追究何人,由承接机关决定。"
    )
    receipt = (
        ("回执编号", lead.receipt or "—"),
        ("移交日期", date_cn(lead.handed_on) if lead.handed_on else "—"),
        ("接收人", lead.received_by or "—"),
        ("移交人签字", ""),
        ("接收人签字", ""),
    )
    document = report(
        title="问责线索移交单",
        subtitle=lead.unit.name,
        facts=(
            ("移交单位", f"{lead.office.name}{OFFICE}"),
            ("承接机关", lead.receiver),
            ("涉及单位", lead.unit.name),
            ("审定人", lead.decided_by.name if lead.decided_by else "—"),
            *((("说明", lead.note),) if lead.note else ()),
        ),
        sections=(
            section("一、事实", (table(("序号", "事项", "情况", "依据", "截至"), rows), paragraph(told))),
            section("二、交接", (table(("项目", "内容"), receipt, align=("left", "left")),)),
        ),
        printed_by=actor.name,
        printed_at=clock.now(),
        scope=f"{lead.unit.name} · 仅限承办人员",
        demo=installation().demo,
        signature=False,
        source={"lead": str(lead.public_id)},
    )
    pdf: bytes = import_string("portal.documents.report.render_report")(document)
    return pdf
