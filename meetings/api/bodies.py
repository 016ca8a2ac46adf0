"""What the interface takes in of entries: the fields of the pages' forms, with codes for units and people."""

from typing import Any, ClassVar

from rest_framework import serializers

from meetings.models import Attendance, Problem
from portal.api.serializers import Body, PersonShape

DRAFT, PLAN, SUBMIT = "draft", "plan", "submit"
CODE = 40


class AgendaBody(Body):
    """One item of the agenda."""

    text = serializers.CharField(max_length=200)
    on_topic = serializers.BooleanField(default=False, help_text="乡村振兴议题。")


class AttendanceBody(Body):
    """How an official took part."""

    person = serializers.CharField(max_length=CODE, help_text="人员代码。")
    state = serializers.ChoiceField(choices=Attendance.State.choices, default=Attendance.State.PRESENT)
    stand_in = serializers.CharField(max_length=60, default="", allow_blank=True)


class DecisionBody(Body):
    """A decision: what, who, by when."""

    text = serializers.CharField(max_length=300)
    owner_unit = serializers.CharField(max_length=CODE, help_text="责任单位代码。")
    owner_role = serializers.CharField(max_length=CODE, default="", allow_blank=True)
    due_on = serializers.DateField(required=False, allow_null=True)


class ProblemBody(Body):
    """A problem found on a visit: about work, never about persons."""

    text = serializers.CharField(max_length=300)
    category = serializers.ChoiceField(choices=Problem.Category.choices, default=Problem.Category.OTHER)
    owner_unit = serializers.CharField(
        max_length=CODE, default="", allow_blank=True, help_text="责任单位代码;空为所到单位。"
    )
    owner_role = serializers.CharField(max_length=CODE, default="", allow_blank=True)
    measure = serializers.CharField(max_length=300, default="", allow_blank=True)
    due_on = serializers.DateField(required=False, allow_null=True)


class EntryBody(Body):
    """An entry as filled in; which fields there are depends on its kind, as on the page."""

    action = serializers.ChoiceField(
        choices=[(DRAFT, "存草稿"), (PLAN, "列入计划"), (SUBMIT, "提交")],
        default=SUBMIT,
        help_text="draft 存草稿;plan 列入计划;submit 提交并计入台账。",
    )
    occurred_on = serializers.DateField(required=False, allow_null=True)
    until = serializers.DateField(required=False, allow_null=True)
    starts_at = serializers.TimeField(required=False, allow_null=True)
    ends_at = serializers.TimeField(required=False, allow_null=True)
    forms = serializers.ListField(child=serializers.CharField(max_length=CODE), max_length=20, required=False)
    leader = serializers.CharField(max_length=CODE, required=False, allow_blank=True, help_text="人员代码。")
    for_period = serializers.CharField(max_length=12, required=False, allow_blank=True)
    place = serializers.CharField(max_length=100, required=False, allow_blank=True)
    title = serializers.CharField(max_length=200, required=False, allow_blank=True)
    minutes = serializers.CharField(max_length=50_000, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, help_text="更正的原因。")
    agenda: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=AgendaBody(), required=False, max_length=50
    )
    attendance: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=AttendanceBody(), required=False, max_length=200
    )
    decisions: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=DecisionBody(), required=False, max_length=30
    )
    targets = serializers.ListField(
        child=serializers.CharField(max_length=CODE),
        max_length=100,
        required=False,
        help_text="所到单位的代码。",
    )
    households = serializers.ListField(
        child=serializers.CharField(max_length=CODE), max_length=2000, required=False, help_text="户编号。"
    )
    problems: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=ProblemBody(), required=False, max_length=50
    )
    on_topic = serializers.BooleanField(required=False)
    way = serializers.ChoiceField(choices=["走访", "联系"], required=False)
    number = serializers.CharField(max_length=60, required=False, allow_blank=True, help_text="文号。")
    addressee = serializers.CharField(max_length=100, required=False, allow_blank=True)
    matters = serializers.ListField(
        child=serializers.CharField(max_length=CODE), max_length=10, required=False
    )
    ways = serializers.ListField(child=serializers.CharField(max_length=CODE), max_length=10, required=False)
    files = serializers.ListField(
        child=serializers.CharField(max_length=500),
        max_length=20,
        required=False,
        help_text="上传得到的票据。",
    )

    example = {
        "action": SUBMIT,
        "occurred_on": "2026-10-12",
        "starts_at": "09:00",
        "ends_at": "11:00",
        "forms": ["party_standing_committee"],
        "leader": PersonShape.example["code"],
        "place": "三楼会议室",
        "agenda": [{"text": "研究第四季度乡村振兴重点工作", "on_topic": True}],
        "attendance": [{"person": PersonShape.example["code"], "state": "present"}],
        "files": [],
    }


class NewEntryBody(EntryBody):
    """A new entry."""

    kind = serializers.CharField(
        max_length=CODE, default="meeting", help_text="类别,如 meeting、visit、report。"
    )
    unit = serializers.CharField(
        max_length=CODE,
        default="",
        allow_blank=True,
        help_text="单位代码;空为本单位,可填允许代录的下级单位。",
    )

    example = {"kind": "meeting", **EntryBody.example}


class ReasonBody(Body):
    """Why."""

    reason = serializers.CharField(max_length=500)

    example = {"reason": "日期有误,另行登记。"}


class ReturnBody(ReasonBody):
    """Why it is returned, and by when it is to be mended."""

    mend_by = serializers.DateField(required=False, allow_null=True, help_text="补正期限;不填为7天后。")

    example = {"reason": "缺少会议纪要。", "mend_by": "2026-10-19"}


class CommentBody(Body):
    """A remark."""

    text = serializers.CharField(max_length=500)

    example = {"text": "请补充议定事项的完成时限。"}


class NothingBody(Body):
    """Nothing beside the address: an empty object."""

    example: ClassVar[Any] = {}
