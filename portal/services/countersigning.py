"""Countersigning (会签): who is asked, and each one's signature or objection with a reason.

All who are asked must have signed before the document can be issued; an objection sends it back to its drafter.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from portal import clock
from portal.access import Actor
from portal.document_states import COUNTERSIGNERS, Act
from portal.models import Account, Appointment, Countersignature, Document, Unit
from portal.selectors.documents import asked_of, countersigners_of, is_drafter
from portal.services.documents import (
    document_follow,
    document_locked,
    document_log,
    document_tell,
    tell_approvers,
)

State = Countersignature.State
MOST = 20


@transaction.atomic
def countersigner_add(
    *, actor: Actor, document: Document, version: str, who: Unit | Account
) -> Countersignature:
    """Name a unit or a person who is to countersign a draft; the office of the issuer may.

    Raises ValidationError for the issuer itself, a drafter, or somebody whose post signs nothing.
    """
    document, before = document_locked(actor, document, Act.EDIT, version)
    _refuse_unfit(document, who)
    if countersigners_of(document).count() >= MOST:
        raise ValidationError(f"一份公文最多由{MOST}个单位或人员会签。")
    key = {"unit": who} if isinstance(who, Unit) else {"account": who}
    row, _ = Countersignature.objects.get_or_create(document=document, **key)
    row.state = State.WAITING
    row.save(update_fields=["state"])
    document_log(actor, document, "document_countersigners", before=before, reason=f"送{who.name}会签")
    return row


@transaction.atomic
def countersigner_drop(*, actor: Actor, document: Document, version: str, row: Countersignature) -> None:
    """Ask somebody no more who was to countersign a draft."""
    document, before = document_locked(actor, document, Act.EDIT, version)
    if not Countersignature.objects.filter(pk=row.pk, document=document).update(state=State.DROPPED):
        raise ValidationError("该会签对象已不在名单中,请刷新页面后再办理。")
    document_log(actor, document, "document_countersigners", before=before, reason=f"不再送{row.label}会签")


@transaction.atomic
def countersign(*, actor: Actor, document: Document, version: str) -> Document:
    """Sign what one was asked to countersign; the last signature passes the document on to the approver.

    One's own draft is not countersigned: raises ValidationError.
    """
    document, before = document_locked(actor, document, Act.COUNTERSIGN, version)
    if actor.account is not None and is_drafter(document, actor.account):
        raise ValidationError("拟稿人不得会签本人所拟公文,请由其他人员会签。")
    _answer(actor, document, State.SIGNED, "")
    if not countersigners_of(document).exclude(state=State.SIGNED).exists():
        document.state = Document.State.REVIEWED
        document.save(update_fields=["state"])
        tell_approvers(document, version)
    document_log(actor, document, "document_countersign", before=before)
    document_follow(actor, document)
    return document


@transaction.atomic
def countersign_object(*, actor: Actor, document: Document, version: str, reason: str) -> Document:
    """Refuse to countersign with a reason: the document goes back to its drafter, who is told."""
    document, before = document_locked(actor, document, Act.OBJECT, version)
    if not reason.strip():
        raise ValidationError({"reason": "请写明不同意的理由。"})
    rows = _answer(actor, document, State.OBJECTED, reason.strip())
    document.state = Document.State.RETURNED
    document.return_reason = f"{rows[0].label}会签不同意:{reason.strip()}"
    document.save(update_fields=["state", "return_reason"])
    document_log(actor, document, "document_object", before=before, reason=reason.strip())
    document_follow(actor, document, reason.strip())
    title = f"会签不同意:{document.title}"
    document_tell(document, [document.drafted_by], f"object-{version}", title, document.return_reason)
    return document


def _answer(actor: Actor, document: Document, state: State, reason: str) -> list[Countersignature]:
    """Write the actor's answer to all requests that it answers: by name, and for the post's unit."""
    rows = list(asked_of(actor).filter(document=document).select_related("unit", "account"))
    for row in rows:
        row.state, row.reason = state, reason
        row.answered_by, row.answered_at = actor.account, clock.now()
        row.save(update_fields=["state", "reason", "answered_by", "answered_at"])
    return rows


def _refuse_unfit(document: Document, who: Unit | Account) -> None:
    """Raise ValidationError for who cannot countersign the document."""
    if isinstance(who, Unit):
        if who.pk == document.issuer_id:
            raise ValidationError("发文单位不送本单位会签;本单位人员会签的,请填写姓名。")
        return
    if is_drafter(document, who):
        raise ValidationError("拟稿人不得会签本人所拟公文,请填写其他人员。")
    if not Appointment.objects.present().filter(account=who, role__in=COUNTERSIGNERS).exists():
        raise ValidationError("该人员没有可以会签的平台岗位(责任人、领导小组办公室或审定人),请填写其他人员。")
