"""What somebody may do with an assessment: by the table, and what keeps it from being done now."""

from collections.abc import Callable

from assessment.models import Objection, Scheme, Score
from assessment.scheme_states import TABLE, Action, Answer, Need, Place, State, allowed
from assessment.scoring.kinds import AWAITED
from assessment.scoring.tree import faults
from assessment.selectors.schemes.trees import nodes_of
from portal import clock
from portal.access import Actor
from portal.models import Unit
from portal.wording import date_cn

AWAITED_KINDS = sorted(kind.value for kind in AWAITED)


def places(actor: Actor, scheme: Scheme, unit: Unit | None = None) -> frozenset[Place]:
    """How the actor's post stands to an assessment; for what concerns one assessed unit, to that `unit`. One query at most."""
    if actor.post is None or actor.account is None:
        return frozenset()
    found = {Place.OFFICE} if actor.post.unit.pk == scheme.office_id else set()
    if unit is not None:
        assessed = actor.post.unit.pk == unit.pk
    else:
        assessed = scheme.units.filter(unit=actor.post.unit).exists()
    return frozenset(found | ({Place.UNIT} if assessed else set()))


def open_acts(actor: Actor, scheme: Scheme, unit: Unit | None = None) -> frozenset[Action]:
    """What the actor may do now, by the table."""
    if actor.role is None:
        return frozenset()
    return allowed(State(scheme.state), places(actor, scheme, unit), actor.role)


def may_ever(actor: Actor, scheme: Scheme, action: Action, unit: Unit | None = None) -> bool:
    """Whether the actor may do `action` in any state of the assessment."""
    stands = {(place, str(actor.role)) for place in places(actor, scheme, unit)}
    return any(stands & move.who for (_, asked), move in TABLE.items() if asked == action)


def _whole(actor: Actor, scheme: Scheme) -> str:
    nodes = nodes_of(scheme.indicators.all())
    found = faults(nodes)
    if not nodes:
        found.append("还没有指标。")
    empty = [
        node.name for node in nodes if node.kind is None and not any(n.parent == node.key for n in nodes)
    ]
    found += [f"“{name}”还没有下级指标。" for name in empty]
    if not scheme.units.exists():
        found.append("还没有被考核单位。")
    return "".join(found)


def _other_than_drafter(actor: Actor, scheme: Scheme) -> str:
    same = actor.account is not None and actor.account.pk == scheme.drafted_by_id
    return "方案由您拟订,须由另一名审定人审定。" if same else ""


def _other_than_scorer(actor: Actor, scheme: Scheme) -> str:
    if actor.account is None or actor.account.pk not in scorers(scheme):
        return ""
    return "您参加了本次评分,须由另一人办理。"


def scorers(scheme: Scheme) -> set[int]:
    """Who scored: who ran the scoring, and who rated a line (ids of accounts); one query."""
    rated = Score.objects.filter(assessed__scheme=scheme, by__isnull=False).values_list("by_id", flat=True)
    return {*rated.distinct(), *([scheme.scored_by_id] if scheme.scored_by_id else [])}


def missing(scheme: Scheme) -> int:
    """How many lines that are entered by hand are not entered yet; one query."""
    return Score.objects.filter(
        assessed__scheme=scheme, indicator__kind__in=AWAITED_KINDS, numbers__isnull=True, excused=""
    ).count()


def _complete(actor: Actor, scheme: Scheme) -> str:
    number = missing(scheme)
    return f"还有 {number} 项由办公室评定的指标没有评定,请评定或注明不适用后再提交复核。" if number else ""


def _year_over(actor: Actor, scheme: Scheme) -> str:
    if clock.today().year > scheme.year:
        return ""
    return f"{scheme.year}年尚未结束,考核结果须在年度结束后提交复核。"


def _in_time(actor: Actor, scheme: Scheme) -> str:
    if scheme.object_until is None or clock.today() <= scheme.object_until:
        return ""
    return f"异议期已于{date_cn(scheme.object_until)}届满。"


def _time_over(actor: Actor, scheme: Scheme) -> str:
    if scheme.object_until is not None and clock.today() <= scheme.object_until:
        return f"异议期至{date_cn(scheme.object_until)},届满后才能定格。"
    number = Objection.objects.filter(score__assessed__scheme=scheme, state=Answer.OPEN.value).count()
    return f"还有 {number} 件异议没有答复,答复后才能定格。" if number else ""


FAULTS: dict[Need, Callable[[Actor, Scheme], str]] = {
    Need.WHOLE: _whole,
    Need.OTHER_THAN_DRAFTER: _other_than_drafter,
    Need.OTHER_THAN_SCORER: _other_than_scorer,
    Need.COMPLETE: _complete,
    Need.YEAR_OVER: _year_over,
    Need.IN_TIME: _in_time,
    Need.TIME_OVER: _time_over,
}
"""Needs that are facts about assessment and actor, each with what is said where it is not met; empty where it is."""


def hindrance(actor: Actor, scheme: Scheme, action: Action) -> str:
    """What keeps the actor from an action that the table allows; empty where nothing does."""
    needs = TABLE[State(scheme.state), action].needs
    return next(
        (words for need, fault in FAULTS.items() if need in needs and (words := fault(actor, scheme))), ""
    )
