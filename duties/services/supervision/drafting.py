"""Opening supervision items: the office drafts a notice on what is overdue; the notice goes the way of all documents.

Writers on one unit follow one another under its ledger lock, so that two offices cannot both open an item on one
obligation, nor one form be sent twice with effect.
"""

import dataclasses
import uuid
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from duties.ledger.locks import lock_units
from duties.ledger.roll import ensure_fresh
from duties.models import SupervisedMatter, SupervisedObligation, SupervisedUnit, SupervisionItem
from duties.notice import KIND, RECTIFICATION, Wording, notice_paper
from duties.selectors.supervision.drafts import MOST, Checked, Subject, checked
from duties.selectors.supervision.items import cells_of
from duties.supervision_sources import Matter, matter_called
from portal import access, clock
from portal.access import Actor
from portal.documents.paper import OfficialDocument
from portal.models import Document, Role, Unit
from portal.selectors.installation import installation
from portal.services.changes import log_change, state_of
from portal.services.documents import document_draft, document_edit

GONE = "该督办件的责任事项已不在台账中,请作废后按现有台账重新拟稿。"
SPENT = "表单已失效,请刷新页面后重新填写。"


@dataclasses.dataclass(frozen=True)
class Draft:
    """What the office writes: to whom on what (`subject`), in which words, who helps, which kind of notice."""

    subject: Subject
    wording: Wording
    partners: Sequence[Unit] = ()
    kind: str = KIND


@transaction.atomic
def supervision_draft(*, actor: Actor, draft: Draft, token: uuid.UUID) -> SupervisionItem:
    """Open an item with the draft of its notice; the same form sent twice opens one.

    Raises PermissionDenied for anyone but an office that holds the unit's area; ValidationError where something of it
    is overdue no more or supervised already.
    """
    return supervision_draft_all(actor=actor, drafts=[(draft, token)])[0]


@transaction.atomic
def supervision_draft_all(
    *, actor: Actor, drafts: Sequence[tuple[Draft, uuid.UUID]]
) -> list[SupervisionItem]:
    """Open one item a unit, all or none; each draft comes with the token of its form."""
    posts = [access.require_area(actor, draft.subject.unit, Role.OFFICE) for draft, _ in drafts]
    for draft, _ in drafts:
        check_wording(draft.wording)
        check_partners(actor, draft)
    ensure_fresh()
    lock_units(sorted({draft.subject.unit.pk for draft, _ in drafts}))
    return [
        _opened(actor, draft, token, post.unit) for (draft, token), post in zip(drafts, posts, strict=True)
    ]


def _opened(actor: Actor, draft: Draft, token: uuid.UUID, office: Unit) -> SupervisionItem:
    sent_before = SupervisionItem.objects.select_related("made_by").filter(public_id=token).first()
    if sent_before is not None:
        if sent_before.made_by != actor.account:
            raise ValidationError(SPENT)
        return sent_before
    found = _fit(draft.subject, office)
    assert actor.account is not None
    item = SupervisionItem(
        public_id=token,
        office=office,
        unit=draft.subject.unit,
        deadline=draft.wording.deadline,
        demands=draft.wording.demands,
        notice=document_draft(
            actor=actor, paper=paper_for(draft, found, office), issuer=office, addressee=draft.subject.unit
        ),
        made_by=actor.account,
        made_at=clock.now(),
        state_since=clock.now(),
    )
    item.full_clean(exclude=["public_id"])
    item.save(force_insert=True)
    _relate(item, draft, found)
    log_change(
        actor=actor, action="supervision_draft", target=item, unit=item.unit, after=state_of(item)
    )  # fmt: skip
    return item


def _relate(item: SupervisionItem, draft: Draft, found: Checked) -> None:
    """Write anew for whom and about what the item is."""
    part = SupervisedUnit.Part
    item.supervised_units.all().delete()
    item.obligations.all().delete()
    item.matters.all().delete()
    lead = SupervisedUnit(item=item, unit=item.unit, part=part.LEAD)
    partners = [SupervisedUnit(item=item, unit=unit, part=part.PARTNER) for unit in draft.partners]
    SupervisedUnit.objects.bulk_create([lead, *partners])
    SupervisedObligation.objects.bulk_create(
        SupervisedObligation(item=item, unit=cell.unit, rule=cell.rule, role=cell.role, period=cell.period)
        for cell in found.subject.cells
    )
    SupervisedMatter.objects.bulk_create(
        SupervisedMatter(
            item=item, kind=each.kind, ref=each.ref, title=each.title[:300], basis=each.basis[:300],
            url=each.url, due_on=each.due_on,
        )
        for each in found.subject.matters
    )  # fmt: skip


@transaction.atomic
def supervision_edit(*, actor: Actor, item: SupervisionItem, version: str, draft: Draft) -> SupervisionItem:
    """Word a draft or returned notice anew; its facts are those of today, what is overdue no more is left out.

    `version` is that of the notice. Raises ValidationError where somebody changed it since it was seen, or nothing of
    it is overdue any more.
    """
    check_wording(draft.wording)
    check_partners(actor, draft)
    before = state_of(item)
    found = _fit(draft.subject, item.office, item)
    document_edit(
        actor=actor, document=item.notice, version=version, paper=paper_for(draft, found, item.office)
    )
    item.refresh_from_db(fields=["state", "state_since", "version"])
    item.deadline, item.demands = draft.wording.deadline, draft.wording.demands
    item.save(update_fields=["deadline", "demands"])
    _relate(item, draft, found)
    log_change(
        actor=actor, action="supervision_edit", target=item, unit=item.unit, before=before,
        after=state_of(item),
    )  # fmt: skip
    return item


def paper_for(draft: Draft, found: Checked, issuer: Unit) -> OfficialDocument:
    """The notice as it would be drafted now."""
    subject, wording = found.subject, draft.wording
    return notice_paper(
        issuer=issuer.name,
        unit=subject.unit.name,
        facts=found.facts,
        charges=subject.charges,
        partners=[unit.name for unit in draft.partners],
        wording=wording,
        day=clock.today(),
        demo=installation().demo,
        kind=draft.kind,
        source={
            "unit": subject.unit.code,
            "partners": [unit.code for unit in draft.partners],
            "deadline": wording.deadline.isoformat(),
            "as_of": clock.today().isoformat(),
            "obligations": [
                {
                    "unit": line.obligation.unit.code,
                    "rule": line.obligation.rule.code,
                    "role": line.obligation.role,
                    "period": line.obligation.period,
                    "required": str(line.obligation.required),
                    "counted": str(line.obligation.counted),
                    "due_on": line.obligation.due_on.isoformat(),
                }
                for line in found.lines
            ],
            "matters": [{"source": each.kind, "title": each.title} for each in subject.matters],
        },
    )


def check_wording(wording: Wording) -> None:
    """Raise ValidationError by the names of the form's fields for what cannot be demanded."""
    faults = {}
    if not wording.title.strip():
        faults["title"] = "请填写标题。"
    if not wording.lines:
        faults["demands"] = "请填写办理要求。"
    if wording.deadline <= clock.today():
        faults["deadline"] = "办结期限应晚于今天,请改选日期。"
    if faults:
        raise ValidationError(faults)


def check_partners(actor: Actor, draft: Draft) -> None:
    """Units that help are of the office's area and another than the one that leads; raises ValidationError at the field."""
    chosen = [unit.pk for unit in draft.partners]
    if draft.subject.unit.pk in chosen:
        raise ValidationError({"partners": "协办单位不能是牵头单位本身。"})
    if actor.post is not None and actor.post.unit.pk in chosen:
        raise ValidationError({"partners": "督办单位不能同时是协办单位。"})
    if access.readable_units(actor).filter(pk__in=chosen).count() != len(set(chosen)):
        raise PermissionDenied


def subject_of(actor: Actor, item: SupervisionItem) -> Subject:
    """What an item is about as the actor may read it today."""
    return Subject(item.unit, cells_of(item), _matters_of(actor, item))


def _matters_of(actor: Actor, item: SupervisionItem) -> list[Matter]:
    found = (matter_called(actor, f"{each.kind}:{each.ref}") for each in item.matters.all())
    return [matter for matter in found if matter is not None]


def notice_check(document: Document) -> None:
    """What must still hold when a notice is reviewed and issued; raises ValidationError where it does not."""
    item = (
        SupervisionItem.objects.select_related("unit", "office")
        .prefetch_related("obligations__rule", "obligations__unit")
        .filter(notice=document)
        .first()
    )
    if item is None and document.kind == RECTIFICATION:
        # It may stand by itself, without anything supervised.
        return
    if item is None:
        raise ValidationError(GONE)
    found = checked([Subject(item.unit, cells_of(item))], item.office, besides=item)[0]
    for title, reason in found.refused:
        raise ValidationError(f"「{title}」:{reason}请退改,由拟稿人按今天的台账重新生成。")
    if item.deadline <= clock.today():
        raise ValidationError("办结期限已到或已过,请退改,由拟稿人重定期限。")


def _fit(subject: Subject, office: Unit, besides: SupervisionItem | None = None) -> Checked:
    """The subject as it can be supervised now; raises ValidationError where that is not all that was asked for.

    Of an item that is being worded anew, what is overdue no more may fall away as long as something is left.
    """
    if subject.total > MOST:
        raise ValidationError(f"一份通知最多列{MOST}项,请分批办理。")
    found = checked([subject], office, besides=besides)[0]
    if found.standing:
        raise ValidationError("该事项已有在办的督办件,不能重复督办。")
    if found.refused and (besides is None or not found.subject.total):
        raise ValidationError([reason for _, reason in found.refused])
    if not found.subject.total:
        raise ValidationError(GONE)
    return found
