"""Questions on readings, alert policies and locks of periods, for other programs."""

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from duties.api.shapes import CODE
from duties.forms.questions import QuestionForm
from duties.models import AlertPolicy, Question, Step
from duties.selectors.period_locks import readable_locks
from duties.selectors.policies import steps_of, with_steps
from duties.selectors.questions import ASKERS, readable_question_or_404, readable_questions, unseen_units
from duties.selectors.rules import rule_called
from duties.services.questions import question_ask
from portal import access
from portal.api.forms import checked
from portal.api.paging import PageQuery
from portal.api.serializers import Body, Shape, UnitShape
from portal.api.versions import etag
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea

BUSINESS = access.BUSINESS


class QuestionQuery(PageQuery):
    """Which questions."""

    state = serializers.ChoiceField(choices=Question.State.choices, default="", allow_blank=True)
    regulation = serializers.CharField(default="", allow_blank=True, max_length=CODE)
    rule = serializers.CharField(default="", allow_blank=True, max_length=CODE)


class QuestionShape(Shape):
    """A question on a reading, with its answer; `unit` is null where it lies out of one's scope."""

    id = serializers.UUIDField(source="public_id")
    regulation = serializers.CharField(source="rule.regulation.code")
    rule = serializers.CharField(source="rule.code")
    state = serializers.ChoiceField(choices=Question.State.choices)
    text = serializers.CharField()
    unit = UnitShape(allow_null=True, source="told_unit")
    asked_at = serializers.DateTimeField()
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)

    example: ClassVar[Any] = {
        "id": "c28d9ea5-f067-4273-8081-9c0d1e2f3012",
        "regulation": "xpcc-2023",
        "rule": "a8.2.leading_group",
        "state": "asked",
        "text": "合并召开的会议怎样登记?",
        "unit": UnitShape.example,
        "asked_at": "2026-10-12T11:00:00+08:00",
        "answer": "",
        "answered_at": None,
    }


class QuestionBody(Body):
    """What a unit wants to know of a rule."""

    regulation = serializers.CharField(max_length=CODE)
    rule = serializers.CharField(max_length=CODE)
    text = serializers.CharField(max_length=500)

    example = {"regulation": "xpcc-2023", "rule": "a8.2.leading_group", "text": "合并召开的会议怎样登记?"}


class Questions(ApiView):
    """The questions."""

    area = ApiArea.RULEBOOK

    @operation(
        "questions_list",
        summary="口径答疑",
        roles=BUSINESS,
        gives=QuestionShape,
        query=QuestionQuery,
        paged=True,
    )
    def get(self, request: Request) -> Response:
        """对口径的提问和答复:已答复的都列出,未答复的只列本单位和查看范围内的。"""
        rows = readable_questions(self.actor)
        names = {"state": "state", "regulation": "rule__regulation__code", "rule": "rule__code"}
        rows = rows.filter(**{field: self.query[name] for name, field in names.items() if self.query[name]})
        return self.page(request, rows, ("-asked_at", "-pk"), QuestionShape, self.told)

    @operation(
        "question_ask",
        summary="就口径提问",
        roles=ASKERS,
        gives=QuestionShape,
        body=QuestionBody,
        writes=True,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """本单位的经办人或责任人就一条口径提问,由负责解释的办公室答复并公布。"""
        rule = rule_called(self.body["regulation"], self.body["rule"])
        if rule is None:
            raise Http404
        form = checked(QuestionForm({"text": self.body["text"]}))
        asked = question_ask(actor=self.actor, rule=rule, text=form.cleaned_data["text"])
        return self.whole(asked.public_id, status=201)

    def told(self, found: Sequence[Question]) -> Sequence[Question]:
        """Questions, each with the unit that asked, where the actor reads it."""
        hidden = unseen_units(self.actor, found)
        for question in found:
            question.told_unit = None if question.unit_id in hidden else question.unit  # type: ignore[attr-defined]
        return found

    def whole(self, public_id: uuid.UUID, *, status: int = 200) -> Response:
        """A question as it now is."""
        (question,) = self.told([readable_question_or_404(self.actor, public_id)])
        at = reverse("api-question", args=[public_id]) if status == 201 else ""
        version = etag("question", public_id, question.state, question.answered_at)
        return shown(QuestionShape, question, version=version, status=status, at=at)


class QuestionOne(Questions):
    """One question."""

    http_method_names = ["get", "head"]

    @operation("question_read", summary="一个提问", roles=BUSINESS, gives=QuestionShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:  # type: ignore[override]
        """一个提问和答复。"""
        return self.whole(public_id)


class ExceptionShape(Shape):
    """What is said of a single rule, or of rules of one force."""

    rule = serializers.CharField(source="rule.code", default="")
    force = serializers.CharField()
    days = serializers.IntegerField()


class PolicyStepShape(Shape):
    """One step."""

    code = serializers.ChoiceField(choices=Step.choices)
    days = serializers.IntegerField(help_text="到期日前(负数)或后的天数。")
    at_once = serializers.IntegerField(help_text="补到期后仍立即发出的天数。")
    addressees = serializers.ListField(child=serializers.CharField())
    channels = serializers.ListField(child=serializers.CharField())
    cap = serializers.IntegerField(help_text="每人每天最多几条。")
    exceptions = ExceptionShape(source="exceptions.all", many=True)


class PolicyShape(Shape):
    """A version of the alert policy of a regulation."""

    regulation = serializers.CharField(source="regulation.code")
    number = serializers.IntegerField()
    since = serializers.DateField()
    reason = serializers.CharField()
    steps = PolicyStepShape(source="told_steps", many=True)

    example: ClassVar[Any] = {
        "regulation": "xpcc-2023",
        "number": 1,
        "since": "2023-11-01",
        "reason": "",
        "steps": [
            {
                "code": "remind",
                "days": -10,
                "at_once": 0,
                "addressees": ["answering"],
                "channels": ["inbox"],
                "cap": 1,
                "exceptions": [],
            }
        ],
    }


class Policies(ApiView):
    """The alert policies."""

    area = ApiArea.RULEBOOK

    @operation(
        "policies_list", summary="预警策略", roles=BUSINESS, gives=PolicyShape, query=PageQuery, paged=True
    )
    def get(self, request: Request) -> Response:
        """各法规预警策略的各个版次,新的在前;每一步何时、对谁、经什么渠道。"""
        rows = with_steps(AlertPolicy.objects.all())
        return self.page(request, rows, ("regulation__code", "-number"), PolicyShape, self.told)

    def told(self, found: Sequence[AlertPolicy]) -> Sequence[AlertPolicy]:
        """Versions, each with its steps in their order."""
        for policy in found:
            policy.told_steps = steps_of(policy)  # type: ignore[attr-defined]
        return found


class LockShape(Shape):
    """A locked period of a unit's area."""

    id = serializers.UUIDField(source="public_id")
    unit = UnitShape()
    office = UnitShape(help_text="锁定单位。")
    period = serializers.CharField()
    reason = serializers.CharField()
    locked_at = serializers.DateTimeField()
    unlock_reason = serializers.CharField()
    unlocked_at = serializers.DateTimeField(allow_null=True)

    example: ClassVar[Any] = {
        "id": "d39eafb6-0178-4384-9192-0d1e2f303013",
        "unit": UnitShape.example,
        "office": UnitShape.example,
        "period": "2025",
        "reason": "年度考核已冻结。",
        "locked_at": "2026-02-01T10:00:00+08:00",
        "unlock_reason": "",
        "unlocked_at": None,
    }


class Locks(ApiView):
    """The locks of periods."""

    area = ApiArea.LEDGER

    @operation(
        "period_locks_list",
        summary="期间锁定",
        roles=access.READS_BELOW,
        gives=LockShape,
        query=PageQuery,
        paged=True,
    )
    def get(self, request: Request) -> Response:
        """查看范围内单位和上级单位的期间锁定,最近的在前;已解除的仍列出。"""
        return self.page(request, readable_locks(self.actor), ("-locked_at", "-pk"), LockShape)
