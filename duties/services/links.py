"""Contact points and resident teams: added, changed, ended, handed over; all versions are kept and the ledger follows."""

import copy
import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.models import Link
from duties.services.lives import check_reason, check_span
from portal.access import Actor
from portal.models import Unit, Word
from portal.services.facts import fact_add, fact_change, fact_drop


@transaction.atomic
def link_add(
    *,
    actor: Actor,
    kind: str,
    unit: Unit,
    target: Unit,
    role: str = "",
    started_on: dt.date | None = None,
    ended_on: dt.date | None = None,
    reason: str = "",
    ref: str = "",
) -> Link:
    """Link a seat of `unit` (or the unit itself, `role` empty) to `target`.

    Raises ValidationError for a word that no regulation brings, and for days outside the lives of the two units.
    """
    link = Link(
        ref=ref or uuid.uuid4().hex, kind=kind, unit=unit, role=role, target=target, started_on=started_on,
        ended_on=ended_on,
    )  # fmt: skip
    _check(link)
    return fact_add(actor=actor, fact=link, unit=unit, reason=reason)


@transaction.atomic
def link_change(
    *, actor: Actor, link: Link, started_on: dt.date | None, ended_on: dt.date | None, reason: str
) -> Link:
    """Correct or end a link: a link that ends takes its credit with it from that day on."""
    check_reason(reason)
    changed = copy.copy(link)
    changed.started_on, changed.ended_on = started_on, ended_on
    _check(changed)
    return fact_change(
        actor=actor, fact=link, unit=link.unit, reason=reason, started_on=started_on, ended_on=ended_on
    )


@transaction.atomic
def link_pass(*, actor: Actor, link: Link, role: str, day: dt.date, reason: str) -> Link:
    """End a link on `day` and let another seat of the same unit (`role`) have it from then on; gives the new one.

    Raises ValidationError without a reason, for the seat that has it already, and for a day outside the link.
    """
    check_reason(reason)
    if role == link.role:
        raise ValidationError({"role": "本来就由此席位联系;请改选其他席位。"})
    if link.ended_on is not None and day >= link.ended_on:
        raise ValidationError({"day": "这一联系在此日已终止;请改填较早的日期。"})
    ends = link.ended_on
    link_change(actor=actor, link=link, started_on=link.started_on, ended_on=day, reason=reason)
    return link_add(
        actor=actor, kind=link.kind, unit=link.unit, role=role, target=link.target, started_on=day,
        ended_on=ends, reason=reason,
    )  # fmt: skip


@transaction.atomic
def link_drop(*, actor: Actor, link: Link, reason: str) -> None:
    """Take back a link that never was; how it was known before stays."""
    check_reason(reason)
    fact_drop(actor=actor, fact=link, unit=link.unit, reason=reason)


def _check(link: Link) -> None:
    words = {(word.group, word.code) for word in Word.objects.filter(code__in=[link.kind, link.role])}
    if (Word.Group.LINK, link.kind) not in words:
        raise ValidationError({"kind": "没有这一联系类别;请从列表中选择。"})
    if link.role and (Word.Group.ROLE, link.role) not in words:
        raise ValidationError({"role": "没有这一职务;请从列表中选择,单位自身的联系不填职务。"})
    if link.unit_id == link.target_id:
        raise ValidationError({"target": "单位不能联系自身;请另选联系对象。"})
    check_span(link, [link.unit, link.target])
