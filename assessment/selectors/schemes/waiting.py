"""The assessments that wait for a reader: to approve, score, review, notify, answer; to report, to look at one's result."""

import dataclasses
from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse

from assessment.models import Assessed, Scheme
from assessment.scheme_states import Answer, State
from assessment.selectors.schemes.acting import scorers
from portal import clock
from portal.access import Actor
from portal.models import Role
from portal.wording import date_cn

SHOWN = 8
OFFICE_WORDS = {
    State.DRAFT: "方案在拟订,报请审定",
    State.APPROVED: "方案已审定,请启动考核",
    State.OPENED: "自评进行中,结束后评分",
    State.SCORING: "评分中,请评定人工项并提交复核",
    State.SCORED: "请复核评分",
    State.DECIDED: "结果已审定,请拟考核结果通报",
}
APPROVER_WORDS = {
    State.SUBMITTED: "请审定方案",
    State.SCORED: "请复核评分",
    State.REVIEWED: "请审定考核结果",
}


@dataclasses.dataclass(frozen=True)
class Waiting:
    """One thing that waits: what it is called, what is to be done, where."""

    title: str
    words: str
    url: str


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for the actor, four queries at most beside one for each that is to be reviewed."""
    if actor.post is None or actor.account is None:
        return []
    if actor.role in {Role.OFFICE, Role.APPROVER}:
        return list(_of_office(actor))[:SHOWN]
    if actor.role in {Role.CLERK, Role.OFFICIAL}:
        return list(_of_unit(actor))[:SHOWN]
    return []


def _of_office(actor: Actor) -> Iterator[Waiting]:
    assert actor.post is not None
    assert actor.account is not None
    told = OFFICE_WORDS if actor.role == Role.OFFICE else APPROVER_WORDS
    open_ones = Count(
        "units__scores__objections", filter=Q(units__scores__objections__state=Answer.OPEN.value)
    )
    wanted = [*(state.value for state in told), State.NOTIFIED.value]
    schemes = Scheme.objects.filter(office=actor.post.unit, state__in=wanted)
    for scheme in schemes.annotate(objected=open_ones).order_by("state_since"):
        state, url = State(scheme.state), reverse("scheme", args=[scheme.public_id])
        mine = state not in {State.SCORED, State.NOTIFIED} or actor.account.pk not in scorers(scheme)
        if state in told and mine:
            yield Waiting(scheme.title, told[state], url)
        elif state == State.NOTIFIED and scheme.objected and mine:
            yield Waiting(
                scheme.title, f"{scheme.objected} 件异议待答复", f"{reverse('objections')}?state=open"
            )
        elif state == State.NOTIFIED and not scheme.objected and _over(scheme) and actor.role == Role.OFFICE:
            yield Waiting(scheme.title, "异议期已满,可以定格", url)


def _over(scheme: Scheme) -> bool:
    return scheme.object_until is not None and clock.today() > scheme.object_until


def _of_unit(actor: Actor) -> Iterator[Waiting]:
    assert actor.post is not None
    states = [State.OPENED.value, State.NOTIFIED.value]
    units = Assessed.objects.filter(unit=actor.post.unit, scheme__state__in=states).select_related("scheme")
    for each in units.order_by("scheme__state_since"):
        scheme, url = each.scheme, reverse("assessed", args=[each.public_id])
        if scheme.state == State.OPENED.value:
            until = f",{date_cn(scheme.report_until)}截止" if scheme.report_until else ""
            words = f"已自评,评分前可以修改{until}" if each.reported_at else f"请自评{until}"
            yield Waiting(scheme.title, words, url)
        elif not _over(scheme) and scheme.object_until is not None:
            yield Waiting(scheme.title, f"考核结果已通报,有异议的{date_cn(scheme.object_until)}前提出", url)
