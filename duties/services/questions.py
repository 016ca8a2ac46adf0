"""Questions on readings (口径答疑): asked by a unit, answered by the office that interprets the regulation, or withdrawn."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from duties.models import Question, Rule
from duties.selectors.questions import ASKERS, offices_of, title_of
from duties.selectors.scope import reads_rules_anew
from portal import access, clock
from portal.access import Actor
from portal.models import Account
from portal.services.changes import log_change, state_of
from portal.services.messages import message_send

KIND = "question"
LONGEST_QUESTION, LONGEST_ANSWER = 500, 2_000


@transaction.atomic
def question_ask(*, actor: Actor, rule: Rule, text: str) -> Question:
    """Put a question of the actor's unit on a rule, and tell the office.

    Raises PermissionDenied for anyone but the unit's clerk or official; ValidationError for one without words.
    """
    post = access.require(actor, *ASKERS)
    assert actor.account is not None
    question = Question(
        rule=rule,
        unit=post.unit,
        text=_words(text, "text", "问题", LONGEST_QUESTION),
        asked_by=actor.account,
        asked_at=clock.now(),
    )
    question.full_clean()
    question.save(force_insert=True)
    log_change(actor=actor, action="question_ask", target=question, unit=post.unit, after=state_of(question))
    _tell(
        question, offices_of(rule.regulation), "asked", f"{post.unit.name}对「{title_of(rule)}」提问,待答复"
    )
    return question


@transaction.atomic
def question_answer(*, actor: Actor, question: Question, answer: str) -> Question:
    """Answer a question, or word the answer anew; it stands beside the rule for all from now on.

    Raises PermissionDenied for anyone but the office that interprets the regulation; ValidationError for a question
    that was withdrawn, and for an answer without words.
    """
    question = _locked(question)
    if not reads_rules_anew(actor, question.rule.regulation):
        raise PermissionDenied
    if question.state == Question.State.WITHDRAWN:
        raise ValidationError("提问已由提问单位撤回,不必答复。")
    before = state_of(question)
    question.answer = _words(answer, "answer", "答复", LONGEST_ANSWER)
    question.state, question.answered_by, question.answered_at = (
        Question.State.ANSWERED,
        actor.account,
        clock.now(),
    )
    question.full_clean()
    question.save()
    log_change(
        actor=actor,
        action="question_answer",
        target=question,
        unit=question.unit,
        before=before,
        after=state_of(question),
    )
    title = f"您对「{title_of(question.rule)}」的提问已答复"
    _tell(question, [question.asked_by], f"answered:{question.answered_at.isoformat()}", title)
    return question


@transaction.atomic
def question_withdraw(*, actor: Actor, question: Question) -> Question:
    """Take back a question that has no answer yet.

    Raises PermissionDenied for another unit; ValidationError where it was answered or withdrawn meanwhile.
    """
    question = _locked(question)
    access.require_own_unit(actor, question.unit, *ASKERS)
    if question.state != Question.State.ASKED:
        raise ValidationError(f"提问现为「{question.get_state_display()}」,不能撤回。")
    before = state_of(question)
    question.state = Question.State.WITHDRAWN
    question.save(update_fields=["state"])
    log_change(
        actor=actor,
        action="question_withdraw",
        target=question,
        unit=question.unit,
        before=before,
        after=state_of(question),
    )
    return question


def _locked(question: Question) -> Question:
    found = Question.objects.select_for_update(of=["self"])
    return found.select_related("rule__regulation", "unit", "asked_by").get(pk=question.pk)


def _words(text: str, field: str, label: str, longest: int) -> str:
    words = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words or len(words) > longest:
        raise ValidationError({field: f"请填写{label}(不超过{longest}字)。"})
    return words


def _tell(question: Question, accounts: Iterable[Account], what: str, title: str) -> None:
    message_send(
        accounts=accounts,
        key=f"question:{question.public_id}:{what}",
        kind=KIND,
        title=title,
        text=question.answer or question.text,
        url=reverse("question", args=[question.public_id]),
    )
