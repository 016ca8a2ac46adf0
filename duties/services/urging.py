"""Urging (催办) by hand: an office tells those who answer for some cells, once each, and who was told what stays."""

import dataclasses
import uuid
from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from duties.ledger.locks import lock_units
from duties.ledger.roll import ensure_fresh
from duties.models import UrgedPerson, Urging, UrgingAct
from duties.selectors.addressees import Addressed
from duties.selectors.cell_key import Cell, CellKey, cell_url, key_at
from duties.selectors.ledger import Line
from duties.selectors.urging import MOST, RECENT_DAYS, Plan, items_of, plan
from duties.urging_words import LONGEST, Item, message_text, title_for
from portal import access, clock
from portal.access import Actor, Post
from portal.models import Role
from portal.services.changes import log_change
from portal.services.messages import Note, messages_send

KIND = "urging"


@dataclasses.dataclass(frozen=True)
class Urged:
    """What came of it: the act, how many cells and accounts, and how many cells were left out as urged lately or moot."""

    act: UrgingAct
    cells: int
    accounts: int
    recent: int = 0
    moot: int = 0


@transaction.atomic
def urge(
    *, actor: Actor, cells: Sequence[Cell], text: str, again: bool = False, token: uuid.UUID | None = None
) -> Urged:
    """Urge those who answer for `cells`; each person gets one message with all that concerns him or her.

    Cells that press no more, and without `again` those urged within the last days, are left out. The same form
    (`token`) sent twice urges once. Raises PermissionDenied for anyone but an office that holds all the units in its
    area; ValidationError without words, for too many cells, and where nothing is left to be urged.
    """
    post = access.require(actor, Role.OFFICE)
    words = _words(text)
    wanted = list({cell.key: cell for cell in cells}.values())
    if not wanted or len(wanted) > MOST:
        raise ValidationError(f"请勾选要催办的事项,一次不超过{MOST}项。")
    units = {cell.unit.pk for cell in wanted}
    if access.readable_units(actor).filter(pk__in=units).count() != len(units):
        raise PermissionDenied
    ensure_fresh()
    # Two who urge the same cells follow one another, so that the second sees what the first has sent.
    lock_units(units)
    before = UrgingAct.objects.filter(public_id=token).first() if token else None
    if before is not None:
        return _sent_before(before, actor)
    made = plan(wanted, post.unit)
    lines = [line for line in made.lines if again or key_at(line.obligation) not in made.recent]
    if not lines:
        raise ValidationError(_nothing_left(made))
    act = _keep(actor, post, words, token, lines, made.addressed)
    accounts = _tell(act, actor, lines, made.addressed)
    return Urged(act, len(lines), accounts, len(made.lines) - len(lines), len(made.left_out))


def _words(text: str) -> str:
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words or len(words) > LONGEST:
        raise ValidationError({"text": f"请填写催办内容(不超过{LONGEST}字)。"})
    return words


def _sent_before(act: UrgingAct, actor: Actor) -> Urged:
    if act.sent_by != actor.account:
        raise ValidationError("表单已失效,请刷新页面后重新填写。")
    told = UrgedPerson.objects.filter(urging__act=act, account__isnull=False)
    return Urged(act, act.urgings.count(), told.values("account").distinct().count())


def _nothing_left(made: Plan) -> str:
    """Why nothing is left to be urged: the reason of the only cell, or what all share."""
    if made.recent:
        last = max(made.recent.values(), key=lambda urging: urging.sent_at)
        return (
            f"{RECENT_DAYS}天内已由{last.act.office.name}{last.act.sent_by.name}"
            f"于{last.sent_at.astimezone(clock.SHANGHAI):%m月%d日 %H:%M}催办;确需再次催办的,请勾选「仍要再次催办」。"
        )
    if len(made.left_out) == 1:
        return made.left_out[0][1]
    return "所选事项都已办理或不在台账中,不必催办。"


def _keep(
    actor: Actor,
    post: Post,
    words: str,
    token: uuid.UUID | None,
    lines: Sequence[Line],
    addressed: Mapping[CellKey, Addressed],
) -> UrgingAct:
    """Write the act, its cells and to whom they went."""
    assert actor.account is not None
    act = UrgingAct(
        public_id=token or uuid.uuid4(),
        office=post.unit,
        text=words,
        sent_by=actor.account,
        sent_as=post.label,
        sent_at=clock.now(),
    )
    act.full_clean(validate_unique=False)
    act.save(force_insert=True)
    rows = [line.obligation for line in lines]
    urgings = Urging.objects.bulk_create(
        Urging(
            act=act, rule_id=row.rule_id, unit_id=row.unit_id, role=row.role, period=row.period,
            due_on=row.due_on, sent_at=act.sent_at,
        )
        for row in rows
    )  # fmt: skip
    UrgedPerson.objects.bulk_create(
        UrgedPerson(urging=urging, account=each.account, name=each.name, seat=each.seat, why=each.why)
        for urging, row in zip(urgings, rows, strict=True)
        for each in addressed[key_at(row)].people
    )
    units = {row.unit_id: row.unit for row in rows}
    log_change(
        actor=actor,
        action="urging_send",
        target=act,
        unit=next(iter(units.values())) if len(units) == 1 else post.unit,
        after={
            "text": act.text,
            "cells": [f"{row.unit.code} {row.rule.code} {row.role} {row.period}" for row in rows],
        },
    )
    return act


def _tell(act: UrgingAct, actor: Actor, lines: Sequence[Line], addressed: Mapping[CellKey, Addressed]) -> int:
    """Send each person one message with all his or her cells; gives how many were told."""
    told: dict[int, dict[int, bool]] = {}
    for number, line in enumerate(lines):
        for each in addressed[key_at(line.obligation)].people:
            if each.account is not None:
                own = told.setdefault(each.account.pk, {})
                own[number] = own.get(number, True) and each.why == UrgedPerson.Why.OFFICE
    items = items_of(lines)
    notes = [
        _note(
            act, actor, account, [(lines[n], items[n]) for n in own], addressed, passing_on=all(own.values())
        )
        for account, own in told.items()
    ]
    messages_send(notes=notes, kind=KIND, urgent=True)
    return len(notes)


def _note(
    act: UrgingAct,
    actor: Actor,
    account: int,
    about: Sequence[tuple[Line, Item]],
    addressed: Mapping[CellKey, Addressed],
    *,
    passing_on: bool,
) -> Note:
    """What one account is told of the cells that concern it."""
    today = clock.today()
    items = [item for _, item in about]
    missing = {(item.unit, addressed[key_at(line.obligation)].missing) for line, item in about}
    remarks = [f"{unit}:{words}。" for unit, words in sorted(missing) if words]
    return Note(
        account=account,
        key=f"urging:{act.public_id}",
        title=title_for(items, today, passing_on=passing_on),
        text=message_text(act.text, items, f"{act.office.name} {actor.name}", today, remarks),
        url=cell_url(about[0][0].obligation) if len(about) == 1 else reverse("urging", args=[act.public_id]),
    )
