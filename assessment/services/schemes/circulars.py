"""The circular (考核结果通报): drafted by the office, reviewed and issued as all documents are; the assessment follows it."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from assessment.circular_words import Result, Words, circular_paper
from assessment.models import Assessed, Scheme
from assessment.scheme_states import Action, State
from assessment.selectors.schemes.boards import ranking_of
from assessment.services.schemes.drafting import grades_of
from assessment.services.schemes.steps import assessed_desks, scheme_locked, scheme_move, tell
from duties.ledger.locks import lock_units
from duties.models import Provision
from duties.naming import article_name
from duties.services.records import Content, record_add, record_withdraw
from portal import clock
from portal.access import Actor
from portal.documents.paper import OfficialDocument
from portal.models import Document, Existence
from portal.selectors.documents import version_of
from portal.selectors.installation import installation
from portal.services.documents import document_draft, document_edit

NAMED = "实绩考核"
"""The article of a regulation that provides for assessment is the first that names it."""


@transaction.atomic
def scheme_circular(*, actor: Actor, scheme: Scheme, version: int, words: Words) -> Scheme:
    """Draft the circular of approved results, or word a draft or returned one anew.

    Raises ValidationError, by the names of the form's fields, for what cannot be announced.
    """
    fresh = scheme_locked(actor, scheme, Action.CIRCULAR, version)
    faults = {name: "请填写。" for name in ("title", "addressee") if not getattr(words, name).strip()}
    if faults:
        raise ValidationError(faults)
    paper = paper_for(fresh, words)
    if fresh.circular is None or fresh.circular.state == Document.State.VOID:
        fresh.circular = document_draft(actor=actor, paper=paper, issuer=fresh.office, addressee=None)
    else:
        document_edit(actor=actor, document=fresh.circular, version=version_of(fresh.circular), paper=paper)
    scheme_move(actor, fresh, Action.CIRCULAR)
    return fresh


def paper_for(scheme: Scheme, words: Words) -> OfficialDocument:
    """The circular as it would be drafted now."""
    ranked = dict(ranking_of(scheme))
    return circular_paper(
        issuer=scheme.office.name,
        year=scheme.year,
        clause=clause_words(),
        classes={
            group: [
                Result(
                    str(each.place or "—"),
                    each.unit.name,
                    f"{each.total:f}" if each.total is not None else "—",
                    each.grade,
                )
                for each in units
            ]
            for group, units in ranked.items()
        },
        grades=[grade.words for grade in grades_of(scheme)],
        until=clock.today() + dt.timedelta(days=scheme.objection_days),
        words=words,
        day=clock.today(),
        demo=installation().demo,
        source={"scheme": str(scheme.public_id), "results": results_source(ranked)},
    )


def results_source(ranked: dict[str, list[Assessed]]) -> list[list[str]]:
    """The results as plain data, to tell whether a paper still says what stands."""
    return [[each.unit.code, str(each.total), each.grade] for units in ranked.values() for each in units]


def clause_words() -> str:
    """What the circular rests on, in words: regulation and article; empty where no regulation provides for it."""
    found = Provision.objects.select_related("regulation").filter(text__contains=NAMED)
    first = found.order_by("regulation", "article").first()
    return f"根据《{first.regulation.title}》{article_name(first.article)}," if first else ""


def circular_check(document: Document) -> None:
    """What must still hold when a circular is reviewed and issued; raises ValidationError where it does not."""
    scheme = _scheme_of(document)
    if scheme is None or scheme.state != State.DECIDED.value:
        raise ValidationError("该考核现在不能通报,本公文不能再办理。")
    if document.source["source"].get("results") != results_source(dict(ranking_of(scheme))):
        raise ValidationError("考核结果自拟稿后已有变化,请退改,由办公室重新生成通报。")


def circular_follow(actor: Actor, document: Document, reason: str) -> None:
    """Let the assessment follow its circular: issued, every unit is assessed and knows; void after that, none is."""
    scheme = _scheme_of(document)
    if scheme is None:
        return
    if document.state == Document.State.ISSUED:
        _notified(actor, scheme_locked(actor, scheme, Action.NOTIFY, None))
    elif document.state == Document.State.VOID and scheme.state == State.NOTIFIED.value:
        fresh = scheme_locked(actor, scheme, Action.RECALL, None, reason)
        for each in fresh.units.filter(record__isnull=False).select_related("record"):
            if each.record is not None and each.record.withdrawn_at is None:
                record_withdraw(actor=actor, record=each.record, reason=reason)
        fresh.units.update(record=None)
        fresh.notified_at = fresh.object_until = None
        scheme_move(actor, fresh, Action.RECALL, reason)
        tell(fresh, assessed_desks(fresh), "考核结果通报已作废,以重新印发的为准", reason)


def _notified(actor: Actor, scheme: Scheme) -> None:
    """Register the assessment of every unit that still exists, and open the term of objection."""
    today = clock.today()
    present = Existence.objects.present().values("unit")
    units = list(scheme.units.filter(unit__in=present).select_related("unit"))
    lock_units([scheme.office_id], beside=[each.unit_id for each in units])
    for each in units:
        each.record = record_add(
            actor=actor,
            content=Content(
                unit=scheme.office,
                kind="assessment",
                occurred_on=today,
                target=each.unit,
                for_period=str(scheme.year),
                title=f"{each.unit.name}{scheme.year}年度实绩考核",
            ),
        )
        each.save(update_fields=["record"])
    scheme.notified_at = clock.now()
    scheme.object_until = today + dt.timedelta(days=scheme.objection_days)
    scheme_move(actor, scheme, Action.NOTIFY)
    tell(scheme, assessed_desks(scheme), f"考核结果通报:{scheme.title}", "可在异议期内查看明细、提出异议。")


def _scheme_of(document: Document) -> Scheme | None:
    return Scheme.objects.select_related("office", "circular").filter(circular=document).first()
