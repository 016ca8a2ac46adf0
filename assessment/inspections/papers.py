"""督查通报 as it is proposed: what the inspection was, what it found, what is asked; the office words it further."""

import uuid

from django.urls import reverse

from assessment.inspection_states import FindingState, Result, State
from assessment.inspections.flows import ORIGIN, PAPER
from assessment.models import Inspection
from assessment.selectors.inspections import FindingNow, findings_of_inspection, readable_inspections
from duties.models import Provision
from duties.naming import article_name
from duties.notice import OFFICE
from portal import clock
from portal.access import Actor
from portal.documents.paper import Block, Heading, OfficialDocument, Paragraph
from portal.models import Document, Role
from portal.registry import DocumentSource
from portal.selectors.installation import installation
from portal.wording import date_cn

NAMED = "开展督查"
"""The article of a regulation that provides for inspection is the first that says so."""
DEMANDS = (
    "对照所列问题逐项制定整改措施,明确责任人和完成时限,按期整改到位。",
    "举一反三,查找同类问题,健全责任落实机制,防止再次发生。",
    "整改情况经主要负责人审定后书面报本办公室,督查结果纳入年度乡村振兴战略实绩考核。",
)


def source(actor: Actor, ref: uuid.UUID) -> DocumentSource | None:
    """The circular on a closed inspection as it would be drafted now; None where the actor may not draft it."""
    found = readable_inspections(actor).filter(public_id=ref, state=State.CLOSED.value).first()
    post = actor.post
    if found is None or post is None or post.role != Role.OFFICE or post.unit.pk != found.office_id:
        return None
    return DocumentSource(
        paper=circular(found), addressee=found.unit, back=reverse("inspection", args=[found.public_id])
    )


def circular(inspection: Inspection) -> OfficialDocument:
    """The paper as a draft of today, from the office to the unit that was inspected."""
    office = f"{inspection.office.name}{OFFICE}"
    findings = [each for each in findings_of_inspection(inspection) if each.state != FindingState.WITHDRAWN]
    return OfficialDocument(
        kind=PAPER,
        issuer_name=office,
        issuer_mark=office,
        title=f"关于{inspection.unit.name}实施乡村振兴战略情况的督查通报",
        addressee=inspection.unit.name,
        body=(
            Paragraph(_opening(inspection)),
            Heading(1, "一、督查情况"),
            *(Paragraph(line.strip()) for line in inspection.conclusion.splitlines() if line.strip()),
            Paragraph(_checked(inspection)),
            Heading(1, "二、存在问题"),
            *_found(findings),
            Heading(1, "三、有关要求"),
            *(Paragraph(f"{number}.{line}") for number, line in enumerate(DEMANDS, start=1)),
        ),
        signatory=office,
        date=clock.today(),
        printed_by=office,
        printed_on=clock.today(),
        demo=installation().demo,
        draft=True,
        source={"inspection": str(inspection.public_id), "unit": inspection.unit.code},
    )


def _opening(inspection: Inspection) -> str:
    assert inspection.done_on is not None
    provision = (
        Provision.objects.select_related("regulation")
        .filter(text__contains=NAMED)
        .order_by("regulation", "article")
        .first()
    )
    basis = f"根据《{provision.regulation.title}》{article_name(provision.article)}," if provision else ""
    team = inspection.team.name if inspection.team else "督查组"
    return (
        f"{basis}{inspection.office.name}派出{team}于{date_cn(inspection.done_on)}对你单位实施乡村振兴战略情况开展督查。"
        "现将有关情况通报如下:"
    )


def _checked(inspection: Inspection) -> str:
    """How many points were seen and how they were."""
    results = list(inspection.points.values_list("result", flat=True))
    told = [f"{each.label}{results.count(each.value)}项" for each in Result if results.count(each.value)]
    return f"督查清单共{len(results)}项,其中{'、'.join(told)}。" if results else "本次督查没有使用督查清单。"


def _found(findings: list[FindingNow]) -> list[Block]:
    if not findings:
        return [Paragraph("本次督查没有发现问题。")]
    return [
        Paragraph(
            f"{number}.{each.finding.text.rstrip('。')}({each.finding.clause},{each.severity},"
            f"{date_cn(each.finding.due_on)}前整改{',已整改' if each.state == FindingState.SETTLED else ''})。"
        )
        for number, each in enumerate(findings, start=1)
    ]


def page(document: Document) -> str:
    """The page of the inspection that a circular belongs to; empty for one that stands for itself."""
    name, _, ref = document.origin.partition(":")
    return reverse("inspection", args=[ref]) if name == ORIGIN and ref else ""
