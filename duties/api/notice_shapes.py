"""What the interface shows and takes of alerts, urgings and statements."""

from typing import Any, ClassVar

from rest_framework import serializers

from duties.api.cells import CellBody, CellShape
from duties.api.shapes import ObligationShape
from duties.models import Statement, StatementStep, Step, UrgedPerson
from duties.selectors.alert_list import lateness_choices
from duties.selectors.urging import MOST
from duties.services.statements import LONGEST
from duties.statement_states import Act
from duties.urging_words import LONGEST as LONGEST_URGING
from portal.api.paging import PageQuery
from portal.api.serializers import Body, FileShape, Shape, UnitShape

TICKETS = 20


class AlertQuery(PageQuery):
    """Which of what presses."""

    step = serializers.ChoiceField(choices=Step.choices, default="", allow_blank=True)
    lateness = serializers.ChoiceField(choices=lateness_choices(), default="", allow_blank=True)
    name = serializers.CharField(default="", allow_blank=True, max_length=60, help_text="单位名称中的字。")
    unit = serializers.CharField(default="", allow_blank=True, max_length=40, help_text="单位代码。")


class AlertShape(ObligationShape):
    """An obligation that presses, and the step that it has reached."""

    step = serializers.CharField(
        source="obligation.step", default="", allow_null=True, help_text="预警步骤;空为未到。"
    )
    lateness = serializers.ChoiceField(choices=lateness_choices())
    when = serializers.CharField(help_text="逾期或临期多久。")

    example = {**ObligationShape.example, "step": "urge", "lateness": "1", "when": "逾期12天"}


class UrgingQuery(PageQuery):
    """All that one may see."""


class UrgingShape(Shape):
    """An urging."""

    id = serializers.UUIDField(source="public_id")
    office = UnitShape()
    text = serializers.CharField()
    sent_by = serializers.CharField(source="sent_by.name")
    sent_as = serializers.CharField()
    sent_at = serializers.DateTimeField()

    example: ClassVar[Any] = {
        "id": "4a0b1c2d-7e8f-4a9b-8c0d-1e2f3a4b100a",
        "office": {"id": "b6a1b9d0-6b54-4a5e-8a55-7c9b8f3c2002", "code": "YS-2", "name": "演示二师"},
        "text": "请于3日内补办并登记。",
        "sent_by": "演示-戊五",
        "sent_as": "演示二师 领导小组办公室",
        "sent_at": "2026-10-12T08:00:00+08:00",
    }


class UrgedPersonShape(Shape):
    """To whom it went."""

    name = serializers.CharField()
    seat = serializers.CharField()
    why = serializers.ChoiceField(choices=UrgedPerson.Why.choices)


class UrgedCellShape(CellShape):
    """A cell that was urged."""

    due_on = serializers.DateField()
    people = UrgedPersonShape(many=True)


class UrgingWholeShape(Shape):
    """An urging with those of its cells that one may see."""

    urging = UrgingShape(source="act")
    cells = UrgedCellShape(source="urgings", many=True)

    example = {
        "urging": UrgingShape.example,
        "cells": [
            {
                **CellShape.example,
                "due_on": "2026-09-30",
                "people": [{"name": "演示-甲一", "seat": "党委书记", "why": "answers"}],
            }
        ],
    }


class UrgingBody(Body):
    """What is urged, in which words."""

    cells: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=CellBody(), min_length=1, max_length=MOST
    )
    text = serializers.CharField(max_length=LONGEST_URGING)
    again = serializers.BooleanField(default=False, help_text="近日已催办的也再催。")

    example = {"cells": [CellBody.example], "text": "请于3日内补办并登记。", "again": False}


class StatementQuery(PageQuery):
    """Which statements."""

    state = serializers.ChoiceField(choices=Statement.STATES, default="", allow_blank=True)
    kind = serializers.ChoiceField(choices=Statement.KINDS, default="", allow_blank=True)


class StatementShape(CellShape):
    """A statement of reasons or an application for a waiver."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=Statement.KINDS)
    state = serializers.ChoiceField(choices=Statement.STATES)
    made_by = serializers.CharField(source="made_by.name")
    made_at = serializers.DateTimeField()

    example: ClassVar[Any] = {
        **CellShape.example,
        "id": "5b1c2d3e-8f90-4b0c-9d1e-2f3a4b5c200b",
        "kind": "explanation",
        "state": "waiting",
        "made_by": "演示-甲一",
        "made_at": "2026-10-12T11:00:00+08:00",
    }


class StatementStepShape(Shape):
    """One step."""

    act = serializers.ChoiceField(choices=StatementStep.ACTS)
    state = serializers.ChoiceField(choices=Statement.STATES)
    text = serializers.CharField()
    by = serializers.CharField(source="by.name")
    post = serializers.CharField()
    at = serializers.DateTimeField()
    files = FileShape(many=True)


class StatementWholeShape(Shape):
    """A statement with its steps."""

    statement = StatementShape()
    steps = StatementStepShape(many=True)

    example = {
        "statement": StatementShape.example,
        "steps": [
            {
                "act": "make",
                "state": "waiting",
                "text": "因防汛抢险,原定会议改期。",
                "by": "演示-甲一",
                "post": "演示27团 责任人",
                "at": "2026-10-12T11:00:00+08:00",
                "files": [],
            }
        ],
    }


class StatementBody(Body):
    """What the unit says of a cell."""

    cell = CellBody()
    kind = serializers.ChoiceField(choices=Statement.KINDS)
    text = serializers.CharField(max_length=LONGEST)
    files = serializers.ListField(
        child=serializers.CharField(max_length=500),
        max_length=TICKETS,
        default=list,
        help_text="上传得到的票据。",
    )

    example = {
        "cell": CellBody.example,
        "kind": "explanation",
        "text": "因防汛抢险,原定会议改期。",
        "files": [],
    }


class StatementActBody(Body):
    """What is done about it."""

    act = serializers.ChoiceField(
        choices=[(code, words) for code, words in StatementStep.ACTS if code != Act.MAKE.value]
    )
    text = serializers.CharField(max_length=LONGEST, default="", allow_blank=True)
    files = serializers.ListField(
        child=serializers.CharField(max_length=500),
        max_length=TICKETS,
        default=list,
        help_text="上传得到的票据。",
    )

    example = {"act": "note", "text": "", "files": []}
