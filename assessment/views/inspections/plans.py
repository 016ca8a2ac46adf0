"""Plans: the list, the page with teams and units, the short moves, the questions of the office's own."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.flows import open_acts
from assessment.forms.inspection_plans import (
    CrewRow,
    LineRow,
    People,
    crew_rows,
    crews_of,
    line_rows,
    lines_of,
)
from assessment.forms.inspections import ProposalForm, QuestionsForm, first_proposal
from assessment.forms.matters import seen
from assessment.inspection_states import PlanAction, PlanState, State
from assessment.inspections.flows import PLANS
from assessment.inspections.planning import teams_for
from assessment.models import CheckQuestions, InspectionPlan
from assessment.selectors.inspection_targets import people_offered, units_to_inspect
from assessment.selectors.inspections import MARKS, readable_plan_or_404, readable_plans
from assessment.services.inspections import plans
from assessment.views.matters import Deed, actable_or_404, deed_view, offered, opened, put_faults
from assessment.views.seen import seen_version
from portal import access, clock
from portal.models import Role, Unit, Word
from portal.selectors.vocabulary import vocabulary

OFFICE, APPROVER = (Role.OFFICE,), (Role.APPROVER,)
DEEDS = (
    Deed(PlanAction.SUBMIT, "inspection-plan-submit", plans.plan_submit, OFFICE, "说明(选填)", "已报请审定。", main=True),
    Deed(PlanAction.APPROVE, "inspection-plan-approve", plans.plan_approve, APPROVER, "审定意见(选填)",
         "计划已审定,各督查组可以按期开始。", hint="以您的姓名记录在案。", main=True),
    Deed(PlanAction.RETURN, "inspection-plan-return", plans.plan_return, APPROVER, "退回的理由", "已退回办公室修改。"),
    Deed(PlanAction.REVISE, "inspection-plan-revise", plans.plan_revise, OFFICE, "调整的理由",
         "计划已重新打开,改好后请再报审定。", hint="已开始的督查不受影响;还没有开始的,重新审定后才能开始。"),
)  # fmt: skip


@access.roles(*access.READS_BELOW)
@require_GET
def plan_list(request: access.PortalRequest) -> HttpResponse:
    """The plans that one may read, the latest year first."""
    rows = readable_plans(request.actor).order_by("-year", "office__code")[:200]
    years = []
    if request.actor.role == Role.OFFICE and request.actor.post is not None:
        own = set(
            readable_plans(request.actor)
            .filter(office=request.actor.post.unit)
            .values_list("year", flat=True)
        )
        today = clock.today().year
        years = [year for year in (today, today + 1) if year not in own]
    context = {"plans": [(row, PlanState(row.state)) for row in rows], "years": years}
    return render(request, "assessment/inspections/plans.html", context)


@access.roles(Role.OFFICE)
@require_POST
def plan_new(request: access.PortalRequest) -> HttpResponse:
    """Begin the plan of a year."""
    year = request.POST.get("year", "")
    try:
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise ValidationError("请选择年度。")
        plan = plans.plan_begin(actor=request.actor, year=int(year))
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
        return redirect("inspection-plans")
    messages.success(request, "计划已建立。点“按规则库列入”生成督查组和日程,再填写组长、组员。")
    return redirect("inspection-plan", plan.public_id)


@access.roles(*access.READS_BELOW)
@require_GET
def plan_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """A plan: its teams, its units with days, and what one may do."""
    return plan_page(request, readable_plan_or_404(request.actor, public_id))


def plan_page(
    request: access.PortalRequest,
    plan: InspectionPlan,
    *,
    status: int = 200,
    failed: Any = None,
    at: str = "",
    crews: list[CrewRow] | None = None,
    lines: list[LineRow] | None = None,
    proposal: ProposalForm | None = None,
) -> HttpResponse:
    """The page; what failed stands as it was sent, with what is wrong."""
    edits = PlanAction.EDIT in open_acts(PLANS, request.actor, plan)
    teams = list(plan.teams.select_related("head").prefetch_related("members"))
    inspections = list(
        plan.inspections.select_related("unit", "team").order_by("starts_on", "unit__code", "pk")
    )
    there = {each.unit_id for each in inspections if each.state != State.CANCELLED.value}
    lacking = [unit for unit in units_to_inspect(plan.office) if unit.pk not in there] if edits else []
    offered_people = people_offered(plan.office) if edits else []
    people = People(offered_people)
    context = {
        "plan": plan,
        "state": PlanState(plan.state),
        "edits": edits,
        "teams": teams,
        "rows": [(each, MARKS[State(each.state)]) for each in inspections],
        "lines": lines if lines is not None else [_line(each) for each in inspections if _is_open(each)],
        "begun": [(each, MARKS[State(each.state)]) for each in inspections if not _is_open(each)],
        "crews": crews
        if crews is not None
        else [
            CrewRow(
                team, team.name, people.words(team.head), "、".join(map(people.words, team.members.all()))
            )
            for team in teams
        ],
        "people": [label for label, _ in offered_people],
        "lacking": lacking,
        "proposal": proposal
        or ProposalForm(
            initial=first_proposal(plan.year, len(teams) or teams_for(len(lacking)), plan.version)
        ),
        "deeds": opened(offered(PLANS, DEEDS, request.actor, plan), failed, at),
        "steps": list(plan.steps.all()),
    }
    return render(request, "assessment/inspections/plan.html", context, status=status)


def _is_open(inspection: Any) -> bool:
    return bool(inspection.state == State.PLANNED.value)


def _line(inspection: Any) -> LineRow:
    team = str(inspection.team_id or "")
    return LineRow(inspection, team, str(inspection.starts_on), str(inspection.ends_on))


def _editable(request: access.PortalRequest, public_id: uuid.UUID) -> InspectionPlan:
    plan: InspectionPlan = actable_or_404(
        PLANS, readable_plan_or_404, request.actor, public_id, PlanAction.EDIT
    )
    return plan


@access.roles(Role.OFFICE)
@require_POST
def plan_propose(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put in all units that the rulebook asks for, spread over teams and days."""
    plan = _editable(request, public_id)
    form = ProposalForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            plans.plan_propose(
                actor=request.actor,
                plan=plan,
                version=seen(form),
                teams=data["teams"],
                first=data["first"],
                last=data["last"],
            )
        except ValidationError as error:
            put_faults(form, error)
        else:
            messages.success(request, "已按规则库列入应督查的单位,请核对日程,再填写组长、组员。")
            return redirect("inspection-plan", plan.public_id)
    return plan_page(request, plan, status=422, proposal=form)


@access.roles(Role.OFFICE)
@require_POST
def plan_teams(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write who is in each team."""
    plan = _editable(request, public_id)
    teams = list(plan.teams.select_related("head").prefetch_related("members"))
    inside = [person for team in teams for person in (team.head, *team.members.all()) if person is not None]
    people = People(people_offered(plan.office), inside)
    rows = crew_rows(request.POST, teams)
    crews = crews_of(rows, people)
    if not any(row.errors for row in rows):
        try:
            plans.plan_teams_save(actor=request.actor, plan=plan, version=seen_version(request), crews=crews)
        except ValidationError as error:
            _put_row_faults(request, error, {f"team-{row.team.position}": row.errors for row in rows})
        else:
            messages.success(request, "督查组已保存。")
            return redirect("inspection-plan", plan.public_id)
    return plan_page(request, plan, status=422, crews=rows)


@access.roles(Role.OFFICE)
@require_POST
def plan_lines(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write team and days of each unit, take units out, put more in."""
    plan = _editable(request, public_id)
    inspections = [each for each in plan.inspections.select_related("unit", "team") if _is_open(each)]
    teams = list(plan.teams.all())
    rows = line_rows(request.POST, inspections)
    lines = lines_of(rows, teams)
    more = set(request.POST.getlist("more"))
    added = [unit for unit in units_to_inspect(plan.office) if str(unit.public_id) in more]
    if not any(row.errors for row in rows):
        try:
            plans.plan_lines_save(
                actor=request.actor, plan=plan, version=seen_version(request), lines=lines, added=added
            )
        except ValidationError as error:
            _put_row_faults(request, error, {f"line-{row.inspection.pk}": row.errors for row in rows})
        else:
            messages.success(request, "督查日程已保存。")
            return redirect("inspection-plan", plan.public_id)
    return plan_page(request, plan, status=422, lines=rows)


def _put_row_faults(
    request: access.PortalRequest, error: ValidationError, rows: dict[str, list[str]]
) -> None:
    faults = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for field, texts in faults.items():
        if field in rows:
            rows[field] += texts
        else:
            for text in texts:
                messages.error(request, text)


@access.roles(Role.OFFICE)
@require_GET
def questions(request: access.PortalRequest) -> HttpResponse:
    """What the office asks beside the rulebook: of the first kind of units that it inspects."""
    assert request.actor.post is not None
    kinds = _kinds(request.actor.post.unit)
    if kinds:
        return redirect("inspection-questions-of", kinds[0].code)
    return render(request, "assessment/inspections/questions.html", {"kinds": []})


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def questions_of(request: access.PortalRequest, kind: str) -> HttpResponse:
    """The questions for units of one kind."""
    assert request.actor.post is not None
    kinds = _kinds(request.actor.post.unit)
    if kind not in {each.code for each in kinds}:
        raise Http404
    saved = CheckQuestions.objects.filter(office=request.actor.post.unit, kind=kind).first()
    form = QuestionsForm(request.POST or None, initial={"text": saved.text if saved else ""})
    if request.method == "POST" and form.is_valid():
        try:
            plans.questions_save(actor=request.actor, kind=kind, text=form.cleaned_data["text"])
        except ValidationError as error:
            put_faults(form, error)
        else:
            messages.success(request, "自拟问题已保存,今后开始的督查按此列入清单。")
            return redirect("inspection-questions-of", kind)
    context = {"form": form, "kinds": kinds, "kind": kind}
    return render(
        request, "assessment/inspections/questions.html", context, status=422 if form.errors else 200
    )


def _kinds(office: Unit) -> list[Word]:
    found = {unit.kind for unit in units_to_inspect(office)}
    return [word for code, word in vocabulary().words.get(Word.Group.UNIT, {}).items() if code in found]


submit, approve, send_back, revise = (
    deed_view(PLANS, deed, readable_plan_or_404, plan_page, "plan") for deed in DEEDS
)
