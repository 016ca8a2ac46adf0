"""One working paper: what was frozen, what is written, its files."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from duties.audit_words import Sign, State
from duties.forms.audit_work import PaperForm, VersionForm
from duties.models import AuditPaper
from duties.selectors.audit_work.works import own_file_or_404, own_paper_or_404
from duties.services.audit_work.papers import paper_conclude, paper_reopen, paper_save
from duties.views.audit_work.marks import MARKS
from portal import access
from portal.models import Role, StoredFile
from portal.services.changes import log_access
from portal.services.files import file_response
from portal.services.tickets import ticket
from portal.views.sent_files import take_files
from portal.views.session import address_of


@access.roles(Role.AUDITOR)
@require_GET
def paper_detail(request: access.PortalRequest, public_id: uuid.UUID, paper: uuid.UUID) -> HttpResponse:
    """One of one's own papers."""
    return _page(request, own_paper_or_404(request.actor, public_id, paper))


@access.roles(Role.AUDITOR)
@require_POST
def save(request: access.PortalRequest, public_id: uuid.UUID, paper: uuid.UUID) -> HttpResponse:
    """Keep what is written so far."""
    return _write(request, own_paper_or_404(request.actor, public_id, paper), paper_save, "底稿已保存。")


@access.roles(Role.AUDITOR)
@require_POST
def conclude(request: access.PortalRequest, public_id: uuid.UUID, paper: uuid.UUID) -> HttpResponse:
    """Conclude; the next paper without a conclusion follows."""
    return _write(request, own_paper_or_404(request.actor, public_id, paper), paper_conclude, "已下结论。")


@access.roles(Role.AUDITOR)
@require_POST
def reopen(request: access.PortalRequest, public_id: uuid.UUID, paper: uuid.UUID) -> HttpResponse:
    """Take a conclusion back."""
    found = own_paper_or_404(request.actor, public_id, paper)
    form = VersionForm(request.POST)
    form.is_valid()
    try:
        paper_reopen(actor=request.actor, paper=found, version=form.seen)
    except ValidationError as error:
        messages.warning(request, "".join(error.messages))
    else:
        messages.success(request, "结论已撤回,可以继续核查。")
    return redirect("audit-paper", public_id, paper)


@access.roles(Role.AUDITOR)
@require_GET
def paper_file(
    request: access.PortalRequest, public_id: uuid.UUID, paper: uuid.UUID, file: uuid.UUID
) -> FileResponse:
    """A file beside one's own paper; the download is in the access log."""
    stored = own_file_or_404(request.actor, public_id, paper, file)
    response = file_response(stored)
    log_access(
        actor=request.actor,
        action="audit_paper_file",
        target_ref=f"{public_id}/{stored.sha256}",
        address=address_of(request),
    )
    return response


def _write(
    request: access.PortalRequest, paper: AuditPaper, service: Callable[..., AuditPaper], done: str
) -> HttpResponse:
    form, files = PaperForm(paper, request.POST, request.FILES), list[StoredFile]()
    if form.is_valid():
        files = take_files(request, form)
    if not form.errors:
        try:
            service(actor=request.actor, paper=paper, version=form.seen, written=form.written(files))
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, done)
            return redirect("audit-paper", paper.work.public_id, _next(paper, service).public_id)
    return _page(request, paper, form, files, status=422)


def _next(paper: AuditPaper, service: Callable[..., AuditPaper]) -> AuditPaper:
    """The paper to go on with: after a conclusion the next one without."""
    if service is not paper_conclude:
        return paper
    left = paper.work.papers.filter(state=State.OPEN.value).order_by("position")
    return left.filter(position__gt=paper.position).first() or left.first() or paper


def _page(
    request: access.PortalRequest,
    paper: AuditPaper,
    form: PaperForm | None = None,
    files: list[StoredFile] | None = None,
    status: int = 200,
) -> HttpResponse:
    around = paper.work.papers.order_by("position")
    context = {
        "work": paper.work,
        "paper": paper,
        "mark": MARKS[State(paper.state)],
        "signs": [Sign(sign).label for sign in paper.signs],
        "form": form or PaperForm(paper),
        "writable": paper.state == State.OPEN and paper.work.state == State.OPEN,
        "retractable": paper.state == State.CONCLUDED and paper.work.state == State.OPEN,
        "kept": [(file, ticket(file, request.actor)) for file in files or []],
        "before": around.filter(position__lt=paper.position).last(),
        "after": around.filter(position__gt=paper.position).first(),
    }
    return render(request, "duties/audit_work/paper.html", context, status=status)
