"""Drafting notices: on one unit's overdue obligations or decisions, on several units at once, and wording one anew."""

import itertools
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from duties.forms.supervision.notice import NoticeForm, first_values, titled
from duties.models import SupervisionItem
from duties.notice import Facts, charge_sentence, facts_sentence
from duties.selectors.alerts import cell_url
from duties.selectors.cell_key import facts_of_lines
from duties.selectors.supervision.drafts import Checked, Subject, checked
from duties.selectors.supervision.items import readable_item_or_404
from duties.services.supervision.drafting import (
    GONE,
    Draft,
    paper_for,
    subject_of,
    supervision_draft,
    supervision_draft_all,
    supervision_edit,
)
from duties.supervision_access import visible_items
from duties.views.supervision.asked import asked_subjects, names_something
from portal import access
from portal.models import Role, Unit
from portal.selectors.documents import STATES, Act, paper_of, version_of
from portal.views.documents import pdf_response

SENT = "token"
"""A form that was filled in carries it; a list from which one comes does not."""


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def supervision_new(request: access.PortalRequest) -> HttpResponse:
    """Word the notice on what the address or a list names; why not, where there is none to be drafted."""
    if request.method == "POST" and not names_something(request):
        messages.warning(request, "请先勾选要督办的事项。")
        return redirect("overdue")
    issuer, subjects = _own_unit(request), asked_subjects(request)
    sent = request.method == "POST" and SENT in request.POST
    before = _sent_before(request, subjects) if sent else []
    if before:
        return _drafted(request, before)
    found = checked(subjects, issuer)
    able = [each for each in found if each.subject.total]
    if not able:
        return _refused(request, found)
    several = len(able) > 1
    form = (
        NoticeForm(request.actor, request.POST, several=several)
        if sent
        else NoticeForm(request.actor, initial=first_values(able, issuer), several=several)
    )
    if sent and form.is_valid():
        try:
            items = _draft(request, able, form, issuer)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _drafted(request, items)
    return _form_page(request, form, able, found)


def _draft(
    request: access.PortalRequest, able: Sequence[Checked], form: NoticeForm, issuer: Unit
) -> list[SupervisionItem]:
    wording, kind = form.wording(), form.cleaned_data["kind"]
    token = form.cleaned_data["token"] or uuid.uuid4()
    if len(able) == 1:
        draft = Draft(able[0].subject, wording, form.cleaned_data["partners"], kind)
        return [supervision_draft(actor=request.actor, draft=draft, token=token)]
    drafts = [
        (
            Draft(each.subject, titled(wording, each.subject.unit, issuer), (), kind),
            _token_of(token, each.subject.unit),
        )
        for each in able
    ]
    return supervision_draft_all(actor=request.actor, drafts=drafts)


def _token_of(token: uuid.UUID, unit: Unit) -> uuid.UUID:
    """The token of one unit's draft in a batch."""
    return uuid.uuid5(token, str(unit.public_id))


def _sent_before(request: access.PortalRequest, subjects: Sequence[Subject]) -> list[SupervisionItem]:
    """The items that the same form has opened already: sent twice, it is answered as the first time."""
    try:
        token = uuid.UUID(request.POST.get(SENT, ""))
    except ValueError:
        return []
    tokens = [token, *(_token_of(token, subject.unit) for subject in subjects)]
    own = visible_items(request.actor).filter(public_id__in=tokens, made_by=request.actor.account)
    return list(own.order_by("pk"))


def _drafted(request: access.PortalRequest, items: Sequence[SupervisionItem]) -> HttpResponse:
    if len(items) == 1:
        messages.success(request, "已拟稿,请核稿后送审定人签发。")
        return redirect("supervision-item", items[0].public_id)
    messages.success(request, f"已拟稿{len(items)}份,每个单位一份;请逐份核稿后送审定人签发。")
    return redirect(f"{reverse('supervision')}?state=drafting")


@access.roles(Role.OFFICE)
@require_POST
def supervision_preview(request: access.PortalRequest) -> HttpResponse:
    """The notice as the form words it, as PDF with the mark 草稿; nothing is saved. Of several units, the first."""
    issuer = _own_unit(request)
    found = checked(asked_subjects(request), issuer)
    able = [each for each in found if each.subject.total]
    if not able:
        return _refused(request, found)
    form = NoticeForm(request.actor, request.POST, several=len(able) > 1)
    if not form.is_valid():
        return _form_page(request, form, able, found)
    wording, first = form.wording(), able[0]
    if len(able) > 1:
        wording = titled(wording, first.subject.unit, issuer)
    draft = Draft(first.subject, wording, form.cleaned_data.get("partners", ()), form.cleaned_data["kind"])
    return pdf_response(paper_for(draft, first, issuer), f"草稿 {wording.title}.pdf")


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def supervision_edit_page(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Word a draft or returned notice of one's own office anew."""
    item = readable_item_or_404(request.actor, public_id)
    if item.office_id != _own_unit(request).pk:
        raise Http404
    if item.notice.state not in STATES[Act.EDIT]:
        messages.warning(request, f"公文现为「{item.notice.get_state_display()}」,不能修改。")
        return redirect("supervision-item", item.public_id)
    subject = subject_of(request.actor, item)
    found = checked([subject], item.office, besides=item)
    if not found[0].subject.total:
        messages.warning(request, GONE)
        return redirect("supervision-item", item.public_id)
    sent = request.method == "POST"
    form = (
        NoticeForm(request.actor, request.POST) if sent else NoticeForm(request.actor, initial=_saved(item))
    )
    if sent and form.is_valid():
        try:
            _edit(request, item, subject, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已修改,请重新核稿。")
            return redirect("supervision-item", item.public_id)
    return _form_page(request, form, found, found, item)


def _edit(request: access.PortalRequest, item: SupervisionItem, subject: Subject, form: NoticeForm) -> None:
    draft = Draft(subject, form.wording(), form.cleaned_data["partners"], item.notice.kind)
    supervision_edit(actor=request.actor, item=item, version=form.cleaned_data["version"], draft=draft)


def _saved(item: SupervisionItem) -> dict[str, Any]:
    partners = [each.unit.name for each in item.supervised_units.all() if each.part == each.Part.PARTNER]
    return {
        "kind": item.notice.kind,
        "title": item.notice.title,
        "demands": item.demands,
        "deadline": item.deadline,
        "urgency": item.notice.urgency,
        "partners": "\n".join(partners),
        "copies_to": "\n".join(paper_of(item.notice).copies_to),
        "version": version_of(item.notice),
    }


def _own_unit(request: access.PortalRequest) -> Unit:
    if request.actor.post is None:
        raise Http404
    return request.actor.post.unit


def _refused(request: access.PortalRequest, found: Sequence[Checked]) -> HttpResponse:
    standing = {item.pk: item for each in found for item in each.standing}
    seen = set(visible_items(request.actor).filter(pk__in=standing).values_list("pk", flat=True))
    context = {
        "unit": found[0].subject.unit,
        "reasons": list(dict.fromkeys(reason for each in found for _, reason in each.refused)),
        "items": [(item, pk in seen) for pk, item in standing.items()],
    }
    return render(request, "duties/supervision/refused.html", context)


def _form_page(
    request: access.PortalRequest,
    form: NoticeForm,
    able: Sequence[Checked],
    found: Sequence[Checked],
    item: SupervisionItem | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "item": item,
        "able": _told(able),
        "left_out": [pair for each in found for pair in each.refused],
        "standing": sum(len(each.standing) for each in found),
        "tokens": [cell.token for each in able for cell in each.subject.cells],
        "keys": [matter.key for each in able for matter in each.subject.matters],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "duties/supervision/form.html", context, status=status)


Told = tuple[str, str, str, str]
"""What a notice says of one matter: its name, clause or ground, sentence of facts; and the page that says more."""


def _told(able: Sequence[Checked]) -> list[tuple[Checked, list[Told]]]:
    """Beside each unit's part what its notice says of each matter; two queries."""
    facts = iter(facts_of_lines(line for each in able for line in each.lines))
    return [(each, [*_of_facts(each, facts), *_of_charges(each)]) for each in able]


def _of_facts(found: Checked, facts: Iterator[Facts]) -> Iterator[Told]:
    for line, each in zip(found.lines, itertools.islice(facts, len(found.lines)), strict=True):
        url = cell_url(line.obligation)
        yield each.title, f"{each.provision}:“{each.quote}”", facts_sentence(each), url


def _of_charges(found: Checked) -> Iterator[Told]:
    for matter, each in zip(found.subject.matters, found.subject.charges, strict=True):
        yield each.title, each.basis, charge_sentence(each), matter.url
