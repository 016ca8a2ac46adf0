"""Addresses in other apps to which the pages of duties lead, by name only."""

from urllib.parse import urlencode

from django.urls import reverse

from duties.models import Obligation, Reading
from duties.selectors.ledger import Line
from portal.access import Actor
from portal.models import Role, Word
from portal.registry import entry_form
from portal.selectors.vocabulary import Vocabulary


def may_enter(actor: Actor, line: Line) -> bool:
    """Whether the actor may log what fulfils the obligation: the unit's clerk, where there is a form for it."""
    return is_clerks(actor, line) and line.outstanding and bool(_form_of(line.obligation.reading))


def _form_of(reading: Reading) -> str:
    """The page where what counts for the reading is entered: records by their kind, links all at one."""
    return entry_form(Word.Group.LINK if reading.measure == "standing" else reading.kind)


def is_clerks(actor: Actor, line: Line) -> bool:
    """Whether the obligation is one of the unit whose clerk the actor is."""
    post = actor.post
    return post is not None and post.role == Role.CLERK and post.unit.pk == line.obligation.unit_id


def entry_url(row: Obligation) -> str:
    """The form of a new entry with kind, form, period and seat filled in from the obligation."""
    reading = row.reading
    known = {"kind": reading.kind, "form": reading.form, "period": row.period, "rule": row.rule.code}
    if reading.measure == "standing":
        known = {"kind": reading.kind, "role": row.role}
    form = reverse(_form_of(reading))
    return f"{form}?{urlencode({key: value for key, value in known.items() if value})}"


def entry_label(row: Obligation, words: Vocabulary) -> str:
    """What the button says: 登记会议, 登记调研走访, 登记定点联系点."""
    group = Word.Group.LINK if row.reading.measure == "standing" else Word.Group.KIND
    return f"登记{words.name(group, row.reading.kind)}"
