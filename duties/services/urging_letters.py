"""The official letter (催办函) to one unit about its cells of one urging; it goes the way of all documents."""

import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.ledger.locks import lock_units
from duties.ledger.roll import ensure_fresh
from duties.models import UrgingAct, UrgingLetter
from duties.selectors.cell_key import CellKey, facts_of_lines, lines_of
from duties.selectors.ledger import Line
from duties.urging_letter import letter_paper
from portal import access, clock
from portal.access import Actor
from portal.documents.paper import OfficialDocument
from portal.models import Document, Role, Unit
from portal.selectors.installation import installation
from portal.services.documents import document_draft, document_edit

NOTHING = "该单位的这些事项都已办理或不在台账中,不必再发催办函。"


@transaction.atomic
def letter_draft(*, actor: Actor, act: UrgingAct, unit: Unit, token: uuid.UUID | None = None) -> Document:
    """Draft the letter to `unit` about those of its cells in `act` that still press, in the words of the act.

    Raises PermissionDenied for anyone but the office that urged; ValidationError where nothing presses any more or a
    letter that is not void is there already.
    """
    post = access.require_own_unit(actor, act.office, Role.OFFICE)
    access.require_area(actor, unit, Role.OFFICE)
    ensure_fresh()
    lock_units([unit.pk])
    if UrgingLetter.objects.filter(act=act, unit=unit).exclude(document__state=Document.State.VOID).exists():
        raise ValidationError("对该单位的这次催办已有未作废的催办函。")
    lines = pressing_lines(act, unit)
    if not lines:
        raise ValidationError(NOTHING)
    paper = _paper(act, unit, act.text, lines)
    document = document_draft(actor=actor, paper=paper, issuer=post.unit, addressee=unit, token=token)
    UrgingLetter.objects.create(act=act, unit=unit, document=document)
    return document


@transaction.atomic
def letter_edit(*, actor: Actor, letter: UrgingLetter, version: str, text: str) -> Document:
    """Word a draft or returned letter anew; its facts are those of today.

    Raises PermissionDenied for anyone but the office that urged; ValidationError where somebody changed it since it
    was seen (`version`), or where nothing presses any more.
    """
    access.require_own_unit(actor, letter.act.office, Role.OFFICE)
    ensure_fresh()
    lines = pressing_lines(letter.act, letter.unit)
    if not lines:
        raise ValidationError(NOTHING)
    paper = _paper(letter.act, letter.unit, text, lines)
    return document_edit(actor=actor, document=letter.document, version=version, paper=paper)


def _paper(act: UrgingAct, unit: Unit, text: str, lines: Sequence[Line]) -> OfficialDocument:
    return letter_paper(
        issuer=act.office.name,
        unit=unit.name,
        facts=facts_of_lines(lines),
        text=text,
        day=clock.today(),
        demo=installation().demo,
        source={
            "unit": unit.code,
            "urged_at": act.sent_at.isoformat(),
            "as_of": clock.today().isoformat(),
            "text": text,
            "cells": [_source(line) for line in lines],
        },
    )


def pressing_lines(act: UrgingAct, unit: Unit) -> list[Line]:
    """Those of the unit's cells in `act` that still press; two queries."""
    urged = act.urgings.filter(unit=unit).values_list("unit", "rule", "role", "period")
    found = lines_of(CellKey(*key) for key in urged)
    pressing = [line for line in found.values() if line.presses]
    return sorted(pressing, key=lambda line: (line.obligation.due_on, line.obligation.rule.position))


def letter_check(document: Document) -> None:
    """What must still hold when a letter is reviewed and issued: something presses. Raises ValidationError otherwise."""
    letter = UrgingLetter.objects.select_related("act", "unit").filter(document=document).first()
    if letter is None or not pressing_lines(letter.act, letter.unit):
        raise ValidationError(NOTHING)


def _source(line: Line) -> dict[str, str]:
    row = line.obligation
    return {
        "rule": row.rule.code,
        "role": row.role,
        "period": row.period,
        "required": str(row.required),
        "counted": str(row.counted),
        "due_on": row.due_on.isoformat(),
    }
