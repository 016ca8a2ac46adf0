"""What becomes of decisions (议定事项): closed with a note and evidence, opened again with a reason."""

from meetings.models import Entry
from portal.access import Actor
from portal.services.changes import log_change, state_of


def carry_over(actor: Actor, old: Entry, new: Entry) -> None:
    """Let decisions that a correction repeats keep what was done about them."""
    closed = {each.key: each for each in old.decisions.filter(closed_on__isnull=False)}
    for decision in new.decisions.filter(key__in=closed):
        before, done = state_of(decision), closed[decision.key]
        decision.closed_on, decision.closing_note = done.closed_on, done.closing_note
        decision.closed_by = done.closed_by
        decision.full_clean(exclude=["entry", "owner_unit", "closed_by"])
        decision.save()
        decision.files.set(done.files.all())
        log_change(
            actor=actor,
            action="decision_carry",
            target=decision,
            unit=decision.owner_unit,
            before=before,
            after=state_of(decision),
        )
