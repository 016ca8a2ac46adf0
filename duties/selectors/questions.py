"""Questions on readings: which one may read, what stands beside a rule, who answers."""

import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.http import Http404

from duties.models import Question, Reading, Regulation, Rule
from duties.selectors.moment import told_until
from duties.selectors.scope import reads_rules_anew, regulations_read_anew
from portal.access import Actor, Post, readable_units
from portal.models import Account, Appointment, Role

ASKERS = frozenset({Role.CLERK, Role.OFFICIAL})
"""Who asks for a unit."""


def readable_questions(actor: Actor) -> QuerySet[Question]:
    """Answered ones are open to all; those without an answer to their own unit, who reads it, and who is to answer."""
    own = Q(unit__in=readable_units(actor)) | Q(rule__regulation__in=regulations_read_anew(actor))
    found = Question.objects.filter(Q(state=Question.State.ANSWERED) | own)
    return found.select_related("rule__regulation", "unit", "asked_by", "answered_by")


def readable_question_or_404(actor: Actor, public_id: uuid.UUID) -> Question:
    """The question with this public id, if the actor may read it; raises Http404 otherwise."""
    question = readable_questions(actor).filter(public_id=public_id).first()
    if question is None:
        raise Http404
    return question


def questions_beside(rules: Iterable[int]) -> dict[int, list[Question]]:
    """The answered questions of rules (by id), latest answer first; one query. A past view has the answers of then."""
    found: dict[int, list[Question]] = {}
    answered = Question.objects.filter(rule__in=list(rules), state=Question.State.ANSWERED)
    if (until := told_until()) is not None:
        answered = answered.filter(answered_at__lte=until)
    for question in answered.order_by("-answered_at", "-pk"):
        found.setdefault(question.rule_id, []).append(question)
    return found


def offices_of(regulation: Regulation) -> list[Account]:
    """The accounts of the offices that interpret the regulation."""
    posts = Appointment.objects.present().filter(role=Role.OFFICE).select_related("account", "unit")
    return [
        one.account
        for one in posts.filter(unit__kind__in=regulation.vocabulary.get("units", {}))
        if reads_rules_anew(Actor(one.account, Post(one.public_id, Role.OFFICE, one.unit)), regulation)
    ]


def title_of(rule: Rule) -> str:
    """What a rule is called in the version adopted last."""
    return titles_of([rule])[rule.pk]


def titles_of(rules: Sequence[Rule]) -> dict[int, str]:
    """What rules (by id) are called in the versions adopted last; one query."""
    readings = Reading.objects.filter(rule__in={rule.pk for rule in rules}, known__endswith__isnull=True)
    named = dict(readings.order_by("version__number").values_list("rule", "title"))
    return {rule.pk: named.get(rule.pk, rule.code) for rule in rules}


def unseen_units(actor: Actor, questions: Sequence[Question]) -> set[int]:
    """The units (ids) among those who asked that the actor does not read: their names are not told."""
    asked = {question.unit_id for question in questions}
    return asked - set(readable_units(actor).filter(pk__in=asked).values_list("pk", flat=True))
