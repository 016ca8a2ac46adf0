"""Wording 约谈通知书 and 约谈反馈函, with a preview of each before it is saved."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from duties.forms.talks.papers import LetterForm, NoticeForm, first_values
from duties.models import Talk, TalkLetter
from duties.selectors.talks.acting import actable_talk_or_404
from duties.selectors.talks.facts import facts_now
from duties.selectors.talks.people import seats_on
from duties.selectors.talks.rights import open_acts
from duties.services.talks.following import letter_for, talk_letter
from duties.services.talks.notices import check_notice, paper_for, talk_notice
from duties.talk_states import Action
from portal import access, clock
from portal.models import Document, Role
from portal.selectors.documents import STATES, Act
from portal.views.documents import pdf_response

CLOSING = "请按整改承诺抓好落实,按时在履职平台报送进展,全部完成后提交整改反馈。"
REPORTED = "今后将进一步压实责任,确保各项职责按期履行。"


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def notice(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Draft the notice, or word a draft or returned one anew."""
    talk = actable_talk_or_404(request.actor, public_id, Action.DRAFT)
    if Action.DRAFT not in open_acts(request.actor, talk) or not _may_word(talk):
        messages.warning(request, f"约谈现为「{talk.get_state_display()}」,通知书不能拟写或修改。")
        return redirect("talk", talk.public_id)
    form = _notice_form(request, talk)
    if request.method == "POST" and form.is_valid():
        try:
            talk_notice(actor=request.actor, talk=talk, version=_seen(form), notice=form.notice())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已拟稿,请核稿后送审定人签发。")
            return redirect("talk", talk.public_id)
    context = {"talk": talk, "form": form, "facts": facts_now(talk)}
    return render(request, "duties/talks/notice.html", context, status=422 if form.errors else 200)


@access.roles(Role.OFFICE)
@require_POST
def notice_preview(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The notice as the form words it, as PDF with the mark 草稿; nothing is saved."""
    talk = actable_talk_or_404(request.actor, public_id, Action.DRAFT)
    form = _notice_form(request, talk)
    if form.is_valid():
        try:
            check_notice(form.notice())
            return pdf_response(paper_for(talk, form.notice()), f"草稿 {form.notice().title}.pdf")
        except ValidationError as error:
            form.add_error(None, error)
    context = {"talk": talk, "form": form, "facts": facts_now(talk)}
    return render(request, "duties/talks/notice.html", context, status=422)


def _notice_form(request: access.PortalRequest, talk: Talk) -> NoticeForm:
    today = clock.today()
    talking, talked = seats_on(talk.office, today), seats_on(talk.unit, today)
    if request.method == "POST":
        return NoticeForm(talking, talked, request.POST)
    return NoticeForm(talking, talked, initial=first_values(talk, talking, talked))


def _may_word(talk: Talk) -> bool:
    return talk.notice is None or talk.notice.state in STATES[Act.EDIT] | {Document.State.VOID}


def _seen(form: NoticeForm | LetterForm) -> int:
    version = form.cleaned_data["version"]
    return version if version is not None else -1


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def letter(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Draft a letter: to who was talked to, or from it to who talked."""
    talk = actable_talk_or_404(request.actor, public_id, Action.LETTER)
    if Action.LETTER not in open_acts(request.actor, talk):
        messages.warning(request, f"约谈现为「{talk.get_state_display()}」,不能拟反馈函。")
        return redirect("talk", talk.public_id)
    drafted = _drafted(request, talk)
    first = _first(request, talk) | (_worded(drafted) if drafted else {})
    form = LetterForm(request.POST) if request.method == "POST" else LetterForm(initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = talk_letter(
                actor=request.actor,
                talk=talk,
                version=_seen(form),
                title=form.cleaned_data["title"],
                closing=form.cleaned_data["closing"],
                letter=drafted,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "反馈函已拟稿,请核稿后送审定人签发。")
            return redirect("document", made.document.public_id)
    return _letter_page(request, talk, form)


@access.roles(Role.OFFICE)
@require_POST
def letter_preview(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The letter as the form words it, as PDF with the mark 草稿; nothing is saved."""
    talk = actable_talk_or_404(request.actor, public_id, Action.LETTER)
    form = LetterForm(request.POST)
    if Action.LETTER not in open_acts(request.actor, talk):
        return redirect("talk", talk.public_id)
    if form.is_valid():
        paper = letter_for(
            talk,
            from_unit=_from_unit(request, talk),
            title=form.cleaned_data["title"],
            closing=form.cleaned_data["closing"],
        )
        return pdf_response(paper, f"草稿 {form.cleaned_data['title']}.pdf")
    return _letter_page(request, talk, form)


def _letter_page(request: access.PortalRequest, talk: Talk, form: LetterForm) -> HttpResponse:
    context = {"talk": talk, "form": form, "from_unit": _from_unit(request, talk)}
    return render(request, "duties/talks/letter.html", context, status=422 if form.errors else 200)


def _drafted(request: access.PortalRequest, talk: Talk) -> TalkLetter | None:
    """The draft or returned letter of one's own office that the address names; Http404 for any other."""
    asked = request.GET.get("letter", "")
    if not asked:
        return None
    assert request.actor.post is not None
    own = talk.letters.filter(document__issuer=request.actor.post.unit).select_related("document")
    try:
        found = own.filter(document__state__in=STATES[Act.EDIT], document__public_id=uuid.UUID(asked)).first()
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def _worded(letter: TalkLetter) -> dict[str, object]:
    source = letter.document.source.get("source", {})
    return {"title": letter.document.title, "closing": source.get("closing", "")}


def _from_unit(request: access.PortalRequest, talk: Talk) -> bool:
    return request.actor.post is not None and request.actor.post.unit.pk == talk.unit_id


def _first(request: access.PortalRequest, talk: Talk) -> dict[str, object]:
    if _from_unit(request, talk):
        return {"title": "关于约谈事项整改情况的反馈函", "closing": REPORTED, "version": talk.version}
    return {
        "title": f"关于约谈{talk.unit.name}有关情况的反馈函",
        "closing": CLOSING,
        "version": talk.version,
    }
