"""The short moves of an assessment: submit, return, approve, open; pass on, review, send back, decide; cancel."""

from django.db import transaction

from assessment.models import Scheme, Score
from assessment.scheme_states import Action
from assessment.selectors.schemes.acting import scorers
from assessment.services.schemes.steps import assessed_desks, desk_of, scheme_locked, scheme_move, tell
from duties.services.records import Content, record_add, record_withdraw
from portal import clock
from portal.access import Actor
from portal.models import Role


@transaction.atomic
def scheme_submit(*, actor: Actor, scheme: Scheme, version: int, text: str = "") -> Scheme:
    """Submit the scheme for approval: its weights total 100 at every level and its quantitative share prevails."""
    fresh = scheme_locked(actor, scheme, Action.SUBMIT, version, text)
    fresh.drafted_by = actor.account or fresh.drafted_by
    scheme_move(actor, fresh, Action.SUBMIT, text)
    tell(fresh, desk_of(fresh, Role.APPROVER), f"待审定:{fresh.title}", text)
    return fresh


@transaction.atomic
def scheme_return(*, actor: Actor, scheme: Scheme, version: int, text: str) -> Scheme:
    """Send the scheme back to the office with a reason."""
    fresh = scheme_locked(actor, scheme, Action.RETURN, version, text)
    scheme_move(actor, fresh, Action.RETURN, text)
    tell(fresh, desk_of(fresh, Role.OFFICE), f"考核方案退回修改:{fresh.title}", text)
    return fresh


@transaction.atomic
def scheme_approve(*, actor: Actor, scheme: Scheme, version: int, text: str = "") -> Scheme:
    """Approve the scheme, never one's own: it is registered as a record, which fulfils the duty to draw one up."""
    fresh = scheme_locked(actor, scheme, Action.APPROVE, version, text)
    assert actor.account is not None
    fresh.approved_by, fresh.approved_at = actor.account, clock.now()
    fresh.record = record_add(
        actor=actor,
        content=Content(
            unit=fresh.office,
            kind="document",
            forms=["assessment_scheme"],
            occurred_on=clock.today(),
            for_period=str(fresh.year),
            title=fresh.title[:200],
        ),
    )
    scheme_move(actor, fresh, Action.APPROVE, text)
    tell(fresh, desk_of(fresh, Role.OFFICE), f"考核方案已审定:{fresh.title}", text)
    return fresh


@transaction.atomic
def scheme_open(*, actor: Actor, scheme: Scheme, version: int, text: str = "") -> Scheme:
    """Open the assessment: every unit gets its sheet and can report on itself."""
    fresh = scheme_locked(actor, scheme, Action.OPEN, version, text)
    lines = list(fresh.indicators.exclude(kind=""))
    Score.objects.bulk_create(
        [Score(assessed=unit, indicator=line) for unit in fresh.units.all() for line in lines],
        batch_size=2_000,
    )
    scheme_move(actor, fresh, Action.OPEN, text)
    tell(fresh, assessed_desks(fresh), f"考核已启动,请自评:{fresh.title}", text)
    return fresh


@transaction.atomic
def scores_pass(*, actor: Actor, scheme: Scheme, version: int, text: str = "") -> Scheme:
    """Pass the scores on to a second person: the year is over and nothing that is entered by hand is missing."""
    fresh = scheme_locked(actor, scheme, Action.PASS, version, text)
    scheme_move(actor, fresh, Action.PASS, text)
    scored = scorers(fresh)
    others = [each for each in desk_of(fresh, Role.OFFICE, Role.APPROVER) if each.pk not in scored]
    tell(fresh, others, f"待复核:{fresh.title}", text)
    return fresh


@transaction.atomic
def scores_review(*, actor: Actor, scheme: Scheme, version: int, text: str = "") -> Scheme:
    """Say as a second person that the scores are right."""
    fresh = scheme_locked(actor, scheme, Action.REVIEW, version, text)
    fresh.reviewed_by = actor.account
    scheme_move(actor, fresh, Action.REVIEW, text)
    tell(fresh, desk_of(fresh, Role.APPROVER), f"考核结果待审定:{fresh.title}", text)
    return fresh


@transaction.atomic
def scores_send_back(*, actor: Actor, scheme: Scheme, version: int, text: str) -> Scheme:
    """Send the scores back to be scored anew, with a reason."""
    fresh = scheme_locked(actor, scheme, Action.SEND_BACK, version, text)
    fresh.reviewed_by = None
    scheme_move(actor, fresh, Action.SEND_BACK, text)
    tell(fresh, desk_of(fresh, Role.OFFICE), f"评分退回:{fresh.title}", text)
    return fresh


@transaction.atomic
def scores_decide(*, actor: Actor, scheme: Scheme, version: int, text: str = "") -> Scheme:
    """Approve the results; never by who scored."""
    fresh = scheme_locked(actor, scheme, Action.DECIDE, version, text)
    fresh.decided_by, fresh.decided_at = actor.account, clock.now()
    scheme_move(actor, fresh, Action.DECIDE, text)
    tell(fresh, desk_of(fresh, Role.OFFICE), f"考核结果已审定,请拟通报:{fresh.title}", text)
    return fresh


@transaction.atomic
def scheme_cancel(*, actor: Actor, scheme: Scheme, version: int, text: str) -> Scheme:
    """Give the assessment up with a reason; its record, where there is one, is withdrawn."""
    fresh = scheme_locked(actor, scheme, Action.CANCEL, version, text)
    if fresh.record is not None and fresh.record.withdrawn_at is None:
        record_withdraw(actor=actor, record=fresh.record, reason=text)
    told = assessed_desks(fresh) if fresh.approved_at else []
    scheme_move(actor, fresh, Action.CANCEL, text)
    tell(fresh, told, f"考核已取消:{fresh.title}", text)
    return fresh
