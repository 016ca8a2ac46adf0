"""Addresses in other apps to which the pages of duties lead, by name only."""

from urllib.parse import urlencode

from django.urls import reverse

from duties.models import Obligation
from duties.selectors.ledger import Line
from portal.access import Actor
from portal.models import Role, Word
from portal.registry import entry_form
from portal.selectors.vocabulary import Vocabulary


def may_enter(actor: Actor, line: Line) -> bool:
    """Whether the actor may log what fulfils the obligation: the unit's clerk, where there is a form for it."""
    reading = line.obligation.reading
    logged = reading.measure != "standing" and bool(entry_form(reading.kind))
    return is_clerks(actor, line) and line.outstanding and logged


def is_clerks(actor: Actor, line: Line) -> bool:
    """Whether the obligation is one of the unit whose clerk the actor is."""
    post = actor.post
    return post is not None and post.role == Role.CLERK and post.unit.pk == line.obligation.unit_id


def entry_url(row: Obligation) -> str:
    """The form of a new entry with kind, form and period filled in from the obligation."""
    reading = row.reading
    known = {"kind": reading.kind, "form": reading.form, "period": row.period, "rule": row.rule.code}
    form = reverse(entry_form(reading.kind))
    return f"{form}?{urlencode({key: value for key, value in known.items() if value})}"


def entry_label(row: Obligation, words: Vocabulary) -> str:
    """What the button says: 登记会议, 登记调研走访."""
    return f"登记{words.name(Word.Group.KIND, row.reading.kind)}"
