"""Taking samples: at random or by signs with a seed, or by hand from what is found by words."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duties.audit_sampling import ALGORITHM
from duties.audit_words import Method, State, Subject
from duties.forms.audit_work import DrawForm, VersionForm
from duties.models import AuditWork
from duties.selectors.audit_work.choosing import MOST, offered
from duties.selectors.audit_work.works import own_work_or_404
from duties.services.audit_work.drawing import Wanted, draw_ask
from portal import access
from portal.models import Role


@access.roles(Role.AUDITOR)
@require_http_methods(["GET", "POST"])
def draw(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say how samples are to be taken; the job that takes them shows its progress."""
    work = own_work_or_404(request.actor, public_id)
    if _over(request, work):
        return redirect("audit-work", work.public_id)
    first = {"version": work.version, "token": uuid.uuid4()}
    form = DrawForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            job = draw_ask(
                actor=request.actor,
                work=work,
                version=form.seen,
                wanted=form.wanted,
                token=form.cleaned_data["token"],
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("job", job.public_id)
    status = 422 if form.errors else 200
    context = {"work": work, "form": form, "algorithm": ALGORITHM}
    return render(request, "duties/audit_work/draw.html", context, status=status)


@access.roles(Role.AUDITOR)
@require_http_methods(["GET", "POST"])
def choose(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Find by words, tick, and take what was ticked as samples."""
    work = own_work_or_404(request.actor, public_id)
    if _over(request, work):
        return redirect("audit-work", work.public_id)
    subject = _subject(request)
    if request.method == "GET":
        return _choose_page(request, work, subject)
    form = VersionForm(request.POST)
    form.is_valid()
    keys = tuple(key for key in request.POST.getlist("key") if "\0" not in key)
    try:
        job = draw_ask(
            actor=request.actor,
            work=work,
            version=form.seen,
            wanted=Wanted(subject, Method.HAND, keys=keys),
        )
    except ValidationError as error:
        return _choose_page(request, work, subject, "".join(error.messages), keys)
    return redirect("job", job.public_id)


def _over(request: access.PortalRequest, work: AuditWork) -> bool:
    """Whether no more samples can be taken, which is told."""
    if work.state == State.OPEN:
        return False
    messages.warning(request, f"本项核查{work.get_state_display()},不能再抽样。")
    return True


def _subject(request: access.PortalRequest) -> Subject:
    asked = request.POST.get("subject") or request.GET.get("subject", "")
    return Subject(asked) if asked in [each.value for each in Subject] else Subject.RECORD


def _choose_page(
    request: access.PortalRequest,
    work: AuditWork,
    subject: Subject,
    fault: str = "",
    ticked: tuple[str, ...] = (),
) -> HttpResponse:
    words = (request.POST.get("q") or request.GET.get("q", "")).replace("\0", "").strip()[:60]
    found = offered(work, subject, words)
    context: dict[str, Any] = {
        "work": work,
        "subject": subject,
        "subjects": list(Subject),
        "q": words,
        "offer": found,
        "most": MOST,
        "fault": fault,
        "ticked": ticked,
    }
    return render(request, "duties/audit_work/choose.html", context, status=422 if fault else 200)
