"""The yearly plan: begun, proposed, worded by the office, approved by somebody else, adjusted with a reason."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessment.inspection_states import PlanAction, State
from assessment.inspections.flows import PLANS
from assessment.inspections.planning import days_between, spread, team_name
from assessment.models import CheckQuestions, Inspection, InspectionPlan, InspectionTeam
from assessment.selectors.inspection_targets import is_department, units_to_inspect
from assessment.services.matters import Said, matter_begin, matter_locked, matter_move, tell
from portal import access, clock
from portal.access import Actor
from portal.models import Person, Role, Unit
from portal.selectors.accounts import accounts_at
from portal.services.changes import log_change, state_of
from portal.working_days import working_days

DAYS, DAYS_OF_DEPARTMENT = 2, 1
"""So many working days are proposed for a unit of party and government, and for a department."""


@dataclasses.dataclass(frozen=True)
class Line:
    """One unit of a plan as the office words it: by which team (by its place), from when to when."""

    inspection: Inspection
    team: InspectionTeam | None
    starts_on: dt.date
    ends_on: dt.date
    out: bool = False


@dataclasses.dataclass(frozen=True)
class Crew:
    """One team as the office words it."""

    team: InspectionTeam
    name: str
    head: Person | None
    members: Sequence[Person]


@transaction.atomic
def plan_begin(*, actor: Actor, year: int) -> InspectionPlan:
    """Begin the plan of a year for the actor's unit; whoever comes second is told.

    Raises PermissionDenied for anyone but an office, ValidationError for a year that is neither this nor the next, or
    where the rulebook has the unit inspect nobody.
    """
    post = access.require(actor, Role.OFFICE)
    assert actor.account is not None
    if not clock.today().year <= year <= clock.today().year + 1:
        raise ValidationError("只能拟订本年度或下一年度的督查计划。")
    if not units_to_inspect(post.unit):
        raise ValidationError("规则库没有要求本单位督查下级单位或部门,无需拟订督查计划。")
    plan = InspectionPlan(office=post.unit, year=year, made_by=actor.account)
    matter_begin(PLANS, actor, plan, PlanAction.BEGIN)
    return plan


@transaction.atomic
def plan_propose(
    *, actor: Actor, plan: InspectionPlan, version: int, teams: int, first: dt.date, last: dt.date
) -> InspectionPlan:
    """Put in all units that the plan lacks, spread over `teams` teams and the working days from `first` to `last`.

    Raises ValidationError where there are not days enough; teams and units that are there already stay as they are.
    """
    fresh: InspectionPlan = matter_locked(PLANS, actor, plan, PlanAction.EDIT, version)
    there = set(fresh.inspections.exclude(state=State.CANCELLED.value).values_list("unit", flat=True))
    units = [unit for unit in units_to_inspect(fresh.office) if unit.pk not in there]
    if not units:
        raise ValidationError("应督查的单位都已列入计划。")
    if first.year != fresh.year or last.year != fresh.year or last < first:
        raise ValidationError({"last": f"起止日期应在 {fresh.year} 年内,结束不早于开始。"})
    crews = _teams(fresh, teams)
    lengths = [DAYS_OF_DEPARTMENT if is_department(unit) else DAYS for unit in units]
    try:
        slots = spread(lengths, len(crews), days_between(first, last, working_days().works))
    except ValueError as error:
        raise ValidationError({"last": "这段时间的工作日不够,请延长时间或增加督查组。"}) from error
    made = [
        Inspection(
            plan=fresh,
            office=fresh.office,
            unit=units[slot.unit],
            team=crews[slot.team],
            starts_on=slot.starts_on,
            ends_on=slot.ends_on,
            state_since=clock.now(),
        )
        for slot in slots
    ]
    for each in made:
        each.full_clean(exclude=["public_id"])
    Inspection.objects.bulk_create(made)
    for each in made:
        log_change(actor=actor, action="inspection_plan", target=each, unit=each.unit, after=state_of(each))
    matter_move(PLANS, actor, fresh, PlanAction.EDIT, Said(f"按规则库列入 {len(made)} 个单位。"))
    return fresh


def _teams(plan: InspectionPlan, number: int) -> list[InspectionTeam]:
    """The teams of the plan, new ones made up to `number`."""
    there = list(plan.teams.all())
    start = max((team.position for team in there), default=-1) + 1
    names = {team.name for team in there}
    for place in range(start, start + max(0, number - len(there))):
        name = next(name for name in map(team_name, range(place, place + 40)) if name not in names)
        there.append(InspectionTeam.objects.create(plan=plan, position=place, name=name))
    return there


@transaction.atomic
def plan_teams_save(
    *, actor: Actor, plan: InspectionPlan, version: int, crews: Sequence[Crew]
) -> InspectionPlan:
    """Write who is in each team. Raises ValidationError, by `team-<place>`, for one without a name or with its head twice."""
    fresh: InspectionPlan = matter_locked(PLANS, actor, plan, PlanAction.EDIT, version)
    faults = {}
    for crew in crews:
        if not crew.name.strip():
            faults[f"team-{crew.team.position}"] = "请填写督查组名称。"
        if crew.head is not None and crew.head in crew.members:
            faults[f"team-{crew.team.position}"] = f"{crew.head.name}已是组长,不必再列为组员。"
    if faults:
        raise ValidationError(faults)
    for crew in crews:
        team = fresh.teams.get(pk=crew.team.pk)
        before = _crew_state(team)
        team.name, team.head = crew.name.strip(), crew.head
        team.full_clean(exclude=["public_id", "plan"])
        team.save()
        team.members.set(crew.members)
        if before != _crew_state(team):
            log_change(
                actor=actor, action="inspectionteam_save", target=team, unit=fresh.office, before=before,
                after=_crew_state(team),
            )  # fmt: skip
    matter_move(PLANS, actor, fresh, PlanAction.EDIT, Said("修改督查组。"))
    return fresh


def _crew_state(team: InspectionTeam) -> dict[str, object]:
    return state_of(team) | {"members": sorted(team.members.values_list("code", flat=True))}


@transaction.atomic
def plan_lines_save(
    *, actor: Actor, plan: InspectionPlan, version: int, lines: Sequence[Line], added: Sequence[Unit] = ()
) -> InspectionPlan:
    """Write the team and days of each unit, take out what is `out`, put in more units. What has begun stays as it is.

    Raises ValidationError by `line-<id>` for days that are in no order or not of the plan's year.
    """
    fresh: InspectionPlan = matter_locked(PLANS, actor, plan, PlanAction.EDIT, version)
    _check_lines(fresh, lines)
    for line in lines:
        _line_save(actor, fresh, line)
    own = {unit.pk for unit in units_to_inspect(fresh.office)}
    for unit in added:
        if unit.pk not in own:
            raise ValidationError(f"规则库没有要求督查{unit.name}。")
        day = working_days().add(max(clock.today(), dt.date(fresh.year, 1, 1)), 5)
        made = Inspection(
            plan=fresh, office=fresh.office, unit=unit, starts_on=day, ends_on=day, state_since=clock.now()
        )
        made.full_clean(exclude=["public_id"])
        made.save(force_insert=True)
        log_change(actor=actor, action="inspection_plan", target=made, unit=unit, after=state_of(made))
    matter_move(PLANS, actor, fresh, PlanAction.EDIT, Said("修改督查日程。"))
    return fresh


def _check_lines(plan: InspectionPlan, lines: Sequence[Line]) -> None:
    faults = {}
    for line in lines:
        if line.out:
            continue
        if line.ends_on < line.starts_on:
            faults[f"line-{line.inspection.pk}"] = "结束日期不能早于开始日期。"
        elif {line.starts_on.year, line.ends_on.year} != {plan.year}:
            faults[f"line-{line.inspection.pk}"] = f"日期应在 {plan.year} 年内。"
    if faults:
        raise ValidationError(faults)


def _line_save(actor: Actor, plan: InspectionPlan, line: Line) -> None:
    row = plan.inspections.select_for_update().get(pk=line.inspection.pk)
    if row.state != State.PLANNED.value:
        return
    before = state_of(row)
    if line.out:
        row.delete()
        log_change(
            actor=actor, action="inspection_drop", target_ref=str(row.public_id), unit=row.unit, before=before
        )
        return
    row.team, row.starts_on, row.ends_on = line.team, line.starts_on, line.ends_on
    if state_of(row) == before:
        return
    row.version += 1
    row.full_clean(exclude=["public_id"])
    row.save()
    log_change(
        actor=actor, action="inspection_move", target=row, unit=row.unit, before=before, after=state_of(row)
    )


@transaction.atomic
def plan_submit(*, actor: Actor, plan: InspectionPlan, version: int, text: str = "") -> InspectionPlan:
    """Submit a plan to the approver."""
    fresh: InspectionPlan = matter_locked(PLANS, actor, plan, PlanAction.SUBMIT, version, Said(text))
    fresh.submitted_by = actor.account
    matter_move(PLANS, actor, fresh, PlanAction.SUBMIT, Said(text))
    tell(PLANS, fresh, accounts_at(fresh.office, Role.APPROVER), f"待审定:{fresh.year}年度督查计划", text)
    return fresh


@transaction.atomic
def plan_return(*, actor: Actor, plan: InspectionPlan, version: int, text: str) -> InspectionPlan:
    """Send a plan back to the office with a reason."""
    fresh: InspectionPlan = matter_locked(PLANS, actor, plan, PlanAction.RETURN, version, Said(text))
    matter_move(PLANS, actor, fresh, PlanAction.RETURN, Said(text))
    tell(PLANS, fresh, accounts_at(fresh.office, Role.OFFICE), f"{fresh.year}年度督查计划退回修改", text)
    return fresh


@transaction.atomic
def plan_approve(*, actor: Actor, plan: InspectionPlan, version: int, text: str = "") -> InspectionPlan:
    """Approve a plan; never by who drew it up or submitted it. Its inspections may begin."""
    fresh: InspectionPlan = matter_locked(PLANS, actor, plan, PlanAction.APPROVE, version, Said(text))
    fresh.decided_by, fresh.decided_at = actor.account, clock.now()
    matter_move(PLANS, actor, fresh, PlanAction.APPROVE, Said(text))
    tell(PLANS, fresh, accounts_at(fresh.office, Role.OFFICE), f"{fresh.year}年度督查计划已审定", text)
    return fresh


@transaction.atomic
def plan_revise(*, actor: Actor, plan: InspectionPlan, version: int, text: str) -> InspectionPlan:
    """Open an approved plan again with a reason; what has begun goes on, what has not waits for the new approval."""
    fresh: InspectionPlan = matter_locked(PLANS, actor, plan, PlanAction.REVISE, version, Said(text))
    matter_move(PLANS, actor, fresh, PlanAction.REVISE, Said(text))
    return fresh


@transaction.atomic
def questions_save(*, actor: Actor, kind: str, text: str) -> CheckQuestions:
    """Write what the actor's office asks of units of a kind beside the rulebook, one question a line."""
    post = access.require(actor, Role.OFFICE)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(len(line) > 300 for line in lines):
        raise ValidationError({"text": "一个问题最多 300 字,请分成几行。"})
    try:
        with transaction.atomic():
            row, _ = CheckQuestions.objects.select_for_update().get_or_create(office=post.unit, kind=kind)
    except IntegrityError:
        row = CheckQuestions.objects.select_for_update().get(office=post.unit, kind=kind)
    before = state_of(row)
    row.text = "\n".join(lines)
    row.full_clean(exclude=["office"])
    row.save()
    log_change(
        actor=actor,
        action="checkquestions_save",
        target=row,
        unit=post.unit,
        before=before,
        after=state_of(row),
    )
    return row
