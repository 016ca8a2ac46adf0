"""审计核查: one's own works, a new one, one of them, its summary, its close, its report."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duties.audit_words import State
from duties.forms.audit_work import SummaryForm, VersionForm, WorkForm
from duties.forms.export import first_values
from duties.models import AuditWork
from duties.selectors.audit_work.works import own_work_or_404, own_works, tally_of, with_counts
from duties.services.audit_work.reporting import report_ask
from duties.services.audit_work.works import work_begin, work_close, work_conclude, work_reopen
from duties.views.audit_work.marks import MARKS
from duties.views.export import units_context
from portal import access
from portal.models import Role
from portal.services.package_key import fingerprint, fingerprint_words
from portal.views.session import address_of

PAGE = 30


@access.roles(Role.AUDITOR)
@require_GET
def works(request: access.PortalRequest) -> HttpResponse:
    """One's own works, the latest first."""
    page = Paginator(with_counts(own_works(request.actor)), PAGE).get_page(request.GET.get("page"))
    rows = [(work, MARKS[State(work.state)]) for work in page]
    return render(request, "duties/audit_work/list.html", {"page": page, "rows": rows})


@access.roles(Role.AUDITOR)
@require_http_methods(["GET", "POST"])
def work_new(request: access.PortalRequest) -> HttpResponse:
    """Begin a work: its name, unit, days, moment."""
    assert request.actor.post is not None
    if request.method == "GET":
        values = first_values(request.actor.post.unit, {"unit": request.GET.get("unit", "")})
        return _new_page(request, WorkForm(initial=values, actor=request.actor), values)
    form = WorkForm(request.POST, actor=request.actor)
    if form.is_valid():
        data = form.cleaned_data
        try:
            work = work_begin(
                actor=request.actor,
                title=data["title"],
                unit=data["unit"],
                asked=form.asked,
                token=data["token"],
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("audit-work", work.public_id)
    return _new_page(request, form, request.POST.dict(), status=422)


def _new_page(
    request: access.PortalRequest, form: WorkForm, values: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {"form": form, **units_context(request, values)}
    return render(request, "duties/audit_work/new.html", context, status=status)


@access.roles(Role.AUDITOR)
@require_GET
def work_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One work: what it looks at, how samples were taken, the papers by state, the summary."""
    work = own_work_or_404(request.actor, public_id)
    return work_page(request, work)


def work_page(
    request: access.PortalRequest, work: AuditWork, form: SummaryForm | None = None, status: int = 200
) -> HttpResponse:
    """The page; with `form` the summary stands open with what is wrong with it."""
    chosen = request.GET.get("state", "")
    papers = work.papers.select_related("unit").order_by("position")
    if chosen in [state.value for state in State]:
        papers = papers.filter(state=chosen)
    page = Paginator(papers, PAGE).get_page(request.GET.get("page"))
    key = fingerprint()
    context = {
        "work": work,
        "mark": MARKS[State(work.state)],
        "draws": list(work.draws.all()),
        "page": page,
        "rows": [(paper, MARKS[State(paper.state)]) for paper in page],
        "chosen": chosen,
        "tally": tally_of(work),
        "states": list(State),
        "form": form or SummaryForm(initial={"summary": work.summary, "version": work.version}),
        "failed": form is not None,
        "token": uuid.uuid4(),
        "key": fingerprint_words(key) if key else "",
    }
    return render(request, "duties/audit_work/work.html", context, status=status)


@access.roles(Role.AUDITOR)
@require_POST
def conclude(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Sum up."""
    work = own_work_or_404(request.actor, public_id)
    form = SummaryForm(request.POST)
    if form.is_valid():
        try:
            work_conclude(
                actor=request.actor, work=work, version=form.seen, summary=form.cleaned_data["summary"]
            )
        except ValidationError as error:
            form.add_error(None if not hasattr(error, "error_dict") else "summary", error.messages)
        else:
            messages.success(request, "已小结;可以生成报告,核对无误后归档。")
            return redirect("audit-work", work.public_id)
    return work_page(request, work, form, 422)


@access.roles(Role.AUDITOR)
@require_POST
def reopen(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Go on with a work that was summed up."""
    return _step(request, public_id, work_reopen, "已退回核查中,可以继续抽样和修改底稿。")


@access.roles(Role.AUDITOR)
@require_POST
def close(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close a work for good."""
    return _step(request, public_id, work_close, "已归档,底稿和结论不再改变。")


@access.roles(Role.AUDITOR)
@require_POST
def report(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Have the report made; the job shows its progress."""
    work = own_work_or_404(request.actor, public_id)
    token = request.POST.get("token", "")
    try:
        job = report_ask(
            actor=request.actor,
            work=work,
            token=uuid.UUID(token) if token else None,
            address=address_of(request),
        )
    except (ValueError, ValidationError):
        messages.warning(request, "表单已失效,请再按一次「生成报告」。")
        return redirect("audit-work", work.public_id)
    return redirect("job", job.public_id)


def _step(request: access.PortalRequest, public_id: uuid.UUID, service: Any, done: str) -> HttpResponse:
    work = own_work_or_404(request.actor, public_id)
    form = VersionForm(request.POST)
    form.is_valid()
    try:
        service(actor=request.actor, work=work, version=form.seen)
    except ValidationError as error:
        messages.warning(request, "".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("audit-work", work.public_id)
