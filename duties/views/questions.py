"""口径答疑: the list, one question with its answer, asking, answering, withdrawing."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duties.forms.questions import AnswerForm, QuestionForm
from duties.models import Question, Reading, Rule
from duties.selectors.provisions import provision_names
from duties.selectors.questions import (
    ASKERS,
    readable_question_or_404,
    readable_questions,
    titles_of,
    unseen_units,
)
from duties.selectors.scope import reads_rules_anew
from duties.services.questions import question_answer, question_ask, question_withdraw
from portal import access, clock
from portal.models import Role

PAGE = 30


@access.roles(*access.BUSINESS)
@require_safe
def questions(request: access.PortalRequest) -> HttpResponse:
    """The questions that one may read, latest first, by state and rule."""
    state, code = request.GET.get("state", ""), request.GET.get("rule", "")
    found = readable_questions(request.actor)
    if state in Question.State.values:
        found = found.filter(state=state)
    if code:
        found = found.filter(rule__regulation__code=request.GET.get("regulation", ""), rule__code=code)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    titles = titles_of([question.rule for question in shown])
    hidden = unseen_units(request.actor, shown)
    context = {
        "page": page,
        "rows": [
            {"question": one, "title": titles[one.rule_id], "seen": one.unit_id not in hidden}
            for one in shown
        ],
        "state": state,
        "states": Question.State.choices,
        "code": code,
    }
    return render(request, "duties/questions/list.html", context)


@access.roles(*access.BUSINESS)
@require_safe
def question(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One question, its rule and its answer, with what one may do."""
    return _page(request, readable_question_or_404(request.actor, public_id))


@access.roles(*ASKERS)
@require_http_methods(["GET", "POST"])
def ask(request: access.PortalRequest, regulation: str, rule: str) -> HttpResponse:
    """The form of a question on a rule; sent, the question."""
    found = Rule.objects.select_related("regulation").filter(regulation__code=regulation, code=rule).first()
    if found is None:
        raise Http404
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = question_ask(actor=request.actor, rule=found, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error("text", error.messages[0])
        else:
            messages.success(request, "已提问,办公室答复后会通知您。")
            return redirect("question", asked.public_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "duties/questions/ask.html", _about(found) | {"form": form}, status=status)


@access.roles(Role.OFFICE)
@require_POST
def answer(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer, or word the answer anew."""
    asked = readable_question_or_404(request.actor, public_id)
    if not reads_rules_anew(request.actor, asked.rule.regulation):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, form)
    try:
        question_answer(actor=request.actor, question=asked, answer=form.cleaned_data["answer"])
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, "已答复并公布,已通知提问人。")
    return redirect("question", asked.public_id)


@access.roles(*ASKERS)
@require_POST
def withdraw(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a question back."""
    asked = readable_question_or_404(request.actor, public_id)
    try:
        question_withdraw(actor=request.actor, question=asked)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, "已撤回提问。")
    return redirect("question", asked.public_id)


def _about(rule: Rule) -> dict[str, Any]:
    """The rule as it is read today, or else by the version adopted last."""
    readings = Reading.objects.filter(rule=rule, known__endswith__isnull=True).order_by("version__number")
    return {
        "rule": rule,
        "reading": readings.filter(governs__contains=clock.today()).first() or readings.last(),
        "provision": provision_names([rule])[rule.pk],
    }


def _page(request: access.PortalRequest, asked: Question, form: AnswerForm | None = None) -> HttpResponse:
    post = request.actor.post
    answers = reads_rules_anew(request.actor, asked.rule.regulation)
    own = post is not None and post.role in ASKERS and post.unit.pk == asked.unit_id
    context = _about(asked.rule) | {
        "question": asked,
        "seen": asked.unit_id not in unseen_units(request.actor, [asked]),
        "form": form or AnswerForm(initial={"answer": asked.answer}) if answers else None,
        "may_withdraw": own and asked.state == Question.State.ASKED,
    }
    return render(request, "duties/questions/question.html", context, status=422 if form else 200)
