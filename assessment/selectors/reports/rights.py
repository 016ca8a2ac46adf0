"""Who may do what with a report, by the table of states (assessment/report_states.py)."""

from assessment.models import Report, ReportRevision
from assessment.report_states import Action, Place, State, allowed, may_ever
from portal.access import Actor


def places(actor: Actor, report: Report) -> frozenset[Place]:
    """How the actor's post stands to the report: no queries."""
    post = actor.post
    if post is None or actor.account is None:
        return frozenset()
    stands = {Place.OWN: report.unit_id, Place.SUPERIOR: report.to_id}
    return frozenset(place for place, unit in stands.items() if unit == post.unit.pk)


def open_acts(actor: Actor, report: Report) -> frozenset[Action]:
    """What the actor may do with the report now; who wrote any of its words never signs it. One query at most."""
    if actor.role is None:
        return frozenset()
    acts = allowed(State(report.state), places(actor, report), actor.role)
    return acts - {Action.SIGN} if Action.SIGN in acts and has_written(actor, report) else acts


def may_ever_do(actor: Actor, report: Report, action: Action) -> bool:
    """Whether the actor may do this with the report in some state."""
    return actor.role is not None and may_ever(action, places(actor, report), actor.role)


def has_written(actor: Actor, report: Report) -> bool:
    """Whether the actor drafted the report or wrote any version of its words; one query."""
    assert actor.account is not None
    if report.drafted_by_id == actor.account.pk:
        return True
    return ReportRevision.objects.filter(section__report=report, by=actor.account).exists()
