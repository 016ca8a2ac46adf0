"""The yearly plan of a demonstration: approved, one unit inspected with a finding, one inspection under way."""

import datetime as dt
import uuid

from assessment.inspection_states import Result, State
from assessment.inspections.severities import severities
from assessment.models import Inspection, InspectionPlan
from assessment.selectors.inspection_targets import people_offered
from assessment.services.inspections.closing import inspection_close
from assessment.services.inspections.onsite import Found, checklist_answer, finding_add, inspection_start
from assessment.services.inspections.plans import (
    Crew,
    plan_approve,
    plan_begin,
    plan_propose,
    plan_submit,
    plan_teams_save,
)
from duties.demo.questions import actor_of
from portal import clock
from portal.access import Actor
from portal.models import Person
from portal.working_days import working_days

OFFICE, APPROVER = "bangongshi", "shending"
TEXT = "演示:第三季度领导小组会议未召开,登记的会议纪要缺少议定事项。"
SEEN = "演示:查阅了履职台账和会议纪要,实地看了两个连队,总体落实较好。"


def add_inspections() -> None:
    """Plan, approve, inspect as the people who can sign in; where there is nobody, or a second time, nothing."""
    office, approver = actor_of(OFFICE), actor_of(APPROVER)
    if office is None or approver is None or InspectionPlan.objects.exists():
        return
    today = clock.today()
    plan = plan_begin(actor=office, year=today.year)
    last = dt.date(today.year, 12, 31)
    plan = plan_propose(
        actor=office, plan=plan, version=plan.version, teams=2, first=dt.date(today.year, 3, 1), last=last
    )
    people = list(
        Person.objects.filter(pk__in=[key for _, key in people_offered(plan.office)][:4]).order_by("pk")
    )
    crews = [
        Crew(team, team.name, people[place], people[place + 2 : place + 3]) if place + 2 < len(people)
        else Crew(team, team.name, people[0], [])
        for place, team in enumerate(plan.teams.all())
    ]  # fmt: skip
    if not people:
        return
    plan = plan_teams_save(actor=office, plan=plan, version=plan.version, crews=crews)
    plan = plan_submit(actor=office, plan=plan, version=plan.version)
    plan_approve(actor=approver, plan=plan, version=plan.version, text="演示:同意。")
    first, second = list(plan.inspections.filter(state=State.PLANNED.value).order_by("unit__code", "pk"))[:2]
    _inspect(office, first)
    inspection_start(actor=office, inspection=second, version=second.version)


def _inspect(office: Actor, inspection: Inspection) -> None:
    """One inspection from its begin to its close."""
    inspection = inspection_start(actor=office, inspection=inspection, version=inspection.version)
    points = list(inspection.points.order_by("position")[:4])
    answers = {point.position: (Result.FIT.value, "") for point in points}
    inspection = checklist_answer(actor=office, inspection=inspection, answers=answers)
    point = (
        inspection.points.filter(rule__isnull=False).select_related("rule").order_by("-rule__article").first()
    )
    assert point is not None
    assert point.rule is not None
    grave = severities()[-2]
    found = Found(
        article=point.rule.article,
        clause=point.clause,
        severity=grave.code,
        text=TEXT,
        due_on=working_days().add(clock.today(), grave.days),
        found_on=clock.today(),
        rule=point.rule,
    )
    finding_add(actor=office, inspection=inspection, found=found, token=uuid.uuid4())
    inspection.refresh_from_db()
    inspection_close(
        actor=office, inspection=inspection, version=inspection.version, text=SEEN, day=clock.today()
    )
