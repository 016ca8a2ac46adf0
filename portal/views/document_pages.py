"""Pages of the office's paper work: all documents, what waits for one, wording, countersigners, corrections."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import access, registry
from portal.document_states import Act
from portal.forms.documents import CountersignerForm, PaperForm
from portal.listings.documents import DocumentList
from portal.lists.pages import list_page
from portal.models import Document, Role
from portal.selectors.document_lists import (
    signable,
    to_countersign,
    to_mend,
    to_review,
    waiting_for,
)
from portal.selectors.documents import (
    countersigners_of,
    open_acts,
    paper_of,
    readable_document_or_404,
    version_of,
)
from portal.services.corrections import correction_draft, document_correct, naming_the_old
from portal.services.countersigning import countersigner_add, countersigner_drop
from portal.services.documents import document_draft, document_edit
from portal.services.signing import MOST_AT_ONCE


@access.roles(*access.BUSINESS)
@require_GET
def document_list(request: access.PortalRequest) -> HttpResponse:
    """The documents in one's scope, the latest first."""
    listing = DocumentList(request.actor, request.GET)
    return list_page(request, listing, "portal/documents/list.html", tabs(request.actor, "documents"))


def tabs(actor: access.Actor, current: str) -> dict[str, Any]:
    """The pages of documents that the actor's role may open, and how many documents wait for it."""
    office = actor.role in {Role.OFFICE, Role.APPROVER}
    names = [("documents", "全部公文")]
    if actor.role in {Role.OFFICE, Role.APPROVER, Role.OFFICIAL}:
        names.insert(0, ("documents-waiting", "待我办理"))
    if office:
        names += [("document-register", "文号登记簿"), ("document-layouts", "版式预览")]
    return {"tabs": names, "tab": current, "waiting": waiting_for(actor)}


@access.roles(Role.OFFICE, Role.APPROVER, Role.OFFICIAL)
@require_GET
def document_waiting(request: access.PortalRequest) -> HttpResponse:
    """What waits for the actor: to be mended, reviewed, countersigned, and issued alone or many in one go."""
    actor = request.actor
    context = {
        "groups": [
            ("退改,待修改", list(to_mend(actor)[:MOST_AT_ONCE])),
            ("待核稿", list(to_review(actor)[:MOST_AT_ONCE])),
            ("待会签", list(to_countersign(actor)[:MOST_AT_ONCE])),
        ],
        "signable": [(document, version_of(document)) for document in signable(actor)[:MOST_AT_ONCE]],
        "token": uuid.uuid4(),
        **tabs(actor, "documents-waiting"),
    }
    return render(request, "portal/documents/waiting.html", context)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def document_words(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Word a draft or returned document anew, where no page of an app does that."""
    document = _own(request, public_id)
    if document.replaces_id is None and registry.document_page(document):
        return redirect(registry.document_page(document))
    if Act.EDIT not in open_acts(request.actor, document):
        messages.warning(request, f"公文现为「{document.get_state_display()}」,不能修改。")
        return redirect("document", document.public_id)
    form = PaperForm(
        request.POST or None, paper=paper_of(document), initial={"version": version_of(document)}
    )
    if request.method == "POST" and form.is_valid():
        paper = form.worded()
        if document.replaces is not None:
            paper = naming_the_old(paper, document.replaces)
        try:
            document_edit(
                actor=request.actor, document=document, version=form.cleaned_data["version"], paper=paper
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已保存,请核稿。")
            return redirect("document", document.public_id)
    context = {"form": form, "document": document, "heading": f"修改{document.kind}"}
    return render(request, "portal/documents/form.html", context)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def document_new(request: access.PortalRequest, source: str, ref: uuid.UUID) -> HttpResponse:
    """Draft a document from what an app has, e.g. minutes from a meeting; 404 where it has nothing for the actor."""
    found = registry.document_source(source, request.actor, ref)
    if found is None or request.actor.post is None:
        raise Http404
    form = PaperForm(request.POST or None, paper=found.paper)
    if request.method == "POST" and form.is_valid():
        try:
            document = document_draft(
                actor=request.actor,
                paper=form.worded(),
                issuer=request.actor.post.unit,
                addressee=found.addressee,
                token=form.cleaned_data["token"],
                origin=f"{source}:{ref}",
            )
        except IntegrityError:
            # The same form, sent twice.
            return redirect("document", form.cleaned_data["token"])
        messages.success(request, "已拟稿,请核稿后送审定人签发。")
        return redirect("document", document.public_id)
    context = {"form": form, "heading": f"拟{found.paper.kind}", "back": found.back}
    return render(request, "portal/documents/form.html", context)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def document_correction(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Draft the correction of an issued document of one's own unit, beginning with its words."""
    document = _own(request, public_id)
    sent_before = document.replaced_by.filter(public_id__in=_token(request)).first()
    if sent_before is not None:
        return redirect("document", sent_before.public_id)
    if Act.CORRECT not in open_acts(request.actor, document):
        messages.warning(request, "该公文现在不能更正:已有一份更正,或尚未印发、已经作废。")
        return redirect("document", document.public_id)
    form = PaperForm(
        request.POST or None, paper=correction_draft(document), initial={"version": version_of(document)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = document_correct(
                actor=request.actor,
                document=document,
                version=form.cleaned_data["version"],
                paper=form.worded(),
                token=form.cleaned_data["token"] or uuid.uuid4(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已起草更正,请核稿后送审定人签发;签发前原件仍然有效。")
            return redirect("document", made.public_id)
    context = {"form": form, "document": document, "heading": f"更正{document.number}", "correcting": True}
    return render(request, "portal/documents/form.html", context)


@access.roles(Role.OFFICE)
@require_POST
def countersigner_new(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Name a unit or a person who is to countersign a draft of one's own unit."""
    document = _own(request, public_id)
    form = CountersignerForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(list(form.errors["who"]))
        row = countersigner_add(
            actor=request.actor,
            document=document,
            version=request.POST.get("version", ""),
            who=form.cleaned_data["who"],
        )
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    else:
        messages.success(request, f"核稿后将送{row.label}会签。")
    return redirect("document", document.public_id)


@access.roles(Role.OFFICE)
@require_POST
def countersigner_remove(request: access.PortalRequest, public_id: uuid.UUID, row_id: int) -> HttpResponse:
    """Ask somebody no more to countersign a draft of one's own unit."""
    document = _own(request, public_id)
    row = get_object_or_404(countersigners_of(document), pk=row_id)
    try:
        countersigner_drop(
            actor=request.actor, document=document, version=request.POST.get("version", ""), row=row
        )
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    else:
        messages.success(request, f"不再送{row.label}会签。")
    return redirect("document", document.public_id)


def _token(request: access.PortalRequest) -> list[uuid.UUID]:
    """The token of the form that was sent, if it is one."""
    try:
        return [uuid.UUID(request.POST.get("token", ""))]
    except ValueError:
        return []


def _own(request: access.PortalRequest, public_id: uuid.UUID) -> Document:
    """A document of the actor's own unit; raises Http404 for any other."""
    document = readable_document_or_404(request.actor, public_id)
    if request.actor.post is None or request.actor.post.unit.pk != document.issuer_id:
        raise Http404
    return document
