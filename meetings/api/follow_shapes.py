"""What the interface shows of decisions to follow up, problems and questions about entries, and what is said of them."""

from typing import Any, ClassVar

from rest_framework import serializers

from duties.api.shapes import CODE
from meetings.models import Problem, SignKind, SignState
from meetings.selectors.decisions import STATES as DECISION_STATES
from meetings.selectors.problems import STATES as PROBLEM_STATES
from meetings.services.decisions import NOTE_LENGTH
from meetings.services.signs import TEXT_LENGTH
from portal.api.paging import PageQuery
from portal.api.serializers import Body, FileShape, Shape, UnitShape

TICKETS = 20
TICKET = 500


class DecisionQuery(PageQuery):
    """Which decisions."""

    state = serializers.ChoiceField(choices=list(DECISION_STATES.items()), default="", allow_blank=True)
    owner = serializers.CharField(
        default="", allow_blank=True, max_length=CODE, help_text="责任单位的代码(不含其下级)。"
    )


class ProblemQuery(DecisionQuery):
    """Which problems."""

    state = serializers.ChoiceField(choices=list(PROBLEM_STATES.items()), default="", allow_blank=True)
    category = serializers.ChoiceField(choices=Problem.Category.choices, default="", allow_blank=True)


class FollowedDecisionShape(Shape):
    """A decision (待落实事项) and what was done about it."""

    id = serializers.UUIDField(source="public_id")
    text = serializers.CharField()
    entry = serializers.UUIDField(source="entry.public_id")
    unit = UnitShape(source="entry.unit", help_text="议定单位。")
    owner = UnitShape(source="owner_unit", help_text="责任单位。")
    owner_role = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    note = serializers.CharField(source="closing_note", help_text="落实情况。")
    files = FileShape(many=True)

    example: ClassVar[Any] = {
        "id": "8e4f5a61-bc23-4e3f-8c4d-5e6f7a8b300e",
        "text": "9月底前排定全年工作计划。",
        "entry": "5d0c7f0e-3a52-4d3f-9a1e-1f2a63b1c001",
        "unit": UnitShape.example,
        "owner": UnitShape.example,
        "owner_role": "",
        "due_on": "2026-09-30",
        "closed_on": None,
        "note": "",
        "files": [],
    }


class ListedProblemShape(Shape):
    """A problem that a visit found, and how it was solved."""

    id = serializers.UUIDField(source="public_id")
    text = serializers.CharField()
    category = serializers.ChoiceField(choices=Problem.Category.choices)
    entry = serializers.UUIDField(source="entry.public_id")
    unit = UnitShape(source="entry.unit", help_text="发现单位。")
    owner = UnitShape(source="owner_unit", help_text="责任单位。")
    owner_role = serializers.CharField()
    measure = serializers.CharField(help_text="整改措施。")
    due_on = serializers.DateField(allow_null=True)
    solved_on = serializers.DateField(allow_null=True)
    note = serializers.CharField(source="solved_note", help_text="解决情况。")
    files = FileShape(many=True)

    example: ClassVar[Any] = {
        "id": "9f5a6b72-cd34-4f40-9d5e-6f7a8b9c300f",
        "text": "连队道路破损。",
        "category": "building",
        "entry": "5d0c7f0e-3a52-4d3f-9a1e-1f2a63b1c001",
        "unit": UnitShape.example,
        "owner": UnitShape.example,
        "owner_role": "",
        "measure": "列入年度维修。",
        "due_on": "2026-11-30",
        "solved_on": None,
        "note": "",
        "files": [],
    }


class SignQuery(PageQuery):
    """Which questions about entries."""

    kind = serializers.ChoiceField(choices=SignKind.choices, default="", allow_blank=True)
    state = serializers.ChoiceField(choices=SignState.choices, default="", allow_blank=True)


class SignAnswerShape(Shape):
    """What a unit answered."""

    unit = UnitShape()
    text = serializers.CharField()
    at = serializers.DateTimeField(source="answered_at")


class EntryRefShape(Shape):
    """An entry that a question is about."""

    id = serializers.UUIDField(source="public_id")
    unit = UnitShape()
    title = serializers.CharField()
    occurred_on = serializers.DateField(allow_null=True)


class SignShape(Shape):
    """A question to the office about entries; it says what they have in common, never what somebody did."""

    id = serializers.UUIDField(source="sign.public_id")
    kind = serializers.ChoiceField(choices=SignKind.choices, source="sign.kind")
    state = serializers.ChoiceField(choices=SignState.choices, source="sign.state")
    question = serializers.CharField()
    entries = EntryRefShape(many=True)
    elsewhere = serializers.IntegerField(help_text="另有几份登记单不在查看范围内。")
    answers = SignAnswerShape(source="sign.answers.all", many=True)
    note = serializers.CharField(source="sign.note", help_text="核对结果。")
    found_at = serializers.DateTimeField(source="sign.found_at")
    closed_at = serializers.DateTimeField(source="sign.closed_at", allow_null=True)

    example: ClassVar[Any] = {
        "id": "a06b7c83-de45-4051-8e6f-7a8b9c0d3010",
        "kind": "minutes",
        "state": "open",
        "question": "两份登记单的纪要文字约92%相同,请核对是否各有其事。",
        "entries": [
            {
                "id": "5d0c7f0e-3a52-4d3f-9a1e-1f2a63b1c001",
                "unit": UnitShape.example,
                "title": "9月领导小组会议",
                "occurred_on": "2026-09-18",
            }
        ],
        "elsewhere": 1,
        "answers": [],
        "note": "",
        "found_at": "2026-10-12T11:00:00+08:00",
        "closed_at": None,
    }


class ClosingBody(Body):
    """What was done about a decision."""

    note = serializers.CharField(max_length=NOTE_LENGTH)
    files = serializers.ListField(
        child=serializers.CharField(max_length=TICKET),
        max_length=TICKETS,
        default=list,
        help_text="上传得到的票据。",
    )

    example = {"note": "工作计划已印发各连队。", "files": []}


class SolvingBody(ClosingBody):
    """How a problem was solved, and on which day."""

    solved_on = serializers.DateField()

    example = {"solved_on": "2026-10-12", "note": "道路已修复。", "files": []}


class AnswerBody(Body):
    """What the unit answers."""

    text = serializers.CharField(max_length=TEXT_LENGTH)

    example = {"text": "两次会议议题相同,纪要沿用了同一模板,内容已核对。"}


class FindingBody(Body):
    """What the office found."""

    note = serializers.CharField(max_length=TEXT_LENGTH)

    example = {"note": "经核对,两次会议均已召开。"}
