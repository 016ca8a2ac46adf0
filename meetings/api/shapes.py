"""What the interface shows of entries and records."""

from typing import Any, ClassVar

from rest_framework import serializers

from meetings.models import Attendance, EntryState, Problem
from portal.api.paging import PageQuery
from portal.api.serializers import FileShape, PersonShape, Shape, UnitShape

RECORD_ID = "8c1f6b1e-4a0e-4c0f-9c55-2a2f7a7c7007"
ENTRY_ID = "1b9a3f3a-7f0c-4c45-8d0a-2f4d1d7b6006"


class EntryQuery(PageQuery):
    """Which entries."""

    state = serializers.ChoiceField(choices=EntryState.choices, default="", allow_blank=True)
    kind = serializers.CharField(
        default="", allow_blank=True, max_length=40, help_text="类别,如 meeting、visit。"
    )
    unit = serializers.CharField(
        default="", allow_blank=True, max_length=40, help_text="单位代码:只列该单位的。"
    )


class EntryShape(Shape):
    """An entry in a list."""

    id = serializers.UUIDField(source="public_id")
    unit = UnitShape()
    kind = serializers.CharField()
    forms = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=EntryState.choices)
    occurred_on = serializers.DateField(allow_null=True)
    leader = PersonShape(allow_null=True)
    title = serializers.CharField()
    made_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)

    example: ClassVar[Any] = {
        "id": ENTRY_ID,
        "unit": UnitShape.example,
        "kind": "meeting",
        "forms": ["party_standing_committee"],
        "state": "submitted",
        "occurred_on": "2026-10-12",
        "leader": PersonShape.example,
        "title": "2026年10月12日党委常委会会议",
        "made_at": "2026-10-12T10:31:07+08:00",
        "submitted_at": "2026-10-12T10:31:07+08:00",
    }


class AgendaShape(Shape):
    """One item of the agenda."""

    text = serializers.CharField()
    on_topic = serializers.BooleanField(help_text="乡村振兴议题。")


class AttendanceShape(Shape):
    """How an official took part."""

    person = PersonShape()
    state = serializers.ChoiceField(choices=Attendance.State.choices)
    stand_in = serializers.CharField(help_text="代为参会的人。")


class DecisionShape(Shape):
    """A decision and what became of it."""

    id = serializers.UUIDField(source="public_id")
    text = serializers.CharField()
    owner_unit = UnitShape()
    owner_role = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    closing_note = serializers.CharField()


class FoundProblemShape(Shape):
    """A problem found on a visit and what became of it."""

    id = serializers.UUIDField(source="public_id")
    text = serializers.CharField()
    category = serializers.ChoiceField(choices=Problem.Category.choices)
    owner_unit = UnitShape()
    owner_role = serializers.CharField()
    measure = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    solved_on = serializers.DateField(allow_null=True)
    solved_note = serializers.CharField()


class RecordRefShape(Shape):
    """A record that the entry made."""

    id = serializers.UUIDField(source="public_id")
    ref = serializers.CharField()


class EvidenceShape(FileShape):
    """A file of the entry; its bytes are under /evidence/{id}/."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="file.name")
    content_type = serializers.CharField(source="file.content_type")
    size = serializers.IntegerField(source="file.size")
    sha256 = serializers.CharField(source="file.sha256")


class TargetShape(UnitShape):
    """A unit to which the entry went."""

    id = serializers.UUIDField(source="unit.public_id")
    code = serializers.CharField(source="unit.code")
    name = serializers.CharField(source="unit.name")


class NumbersField(serializers.ListField):
    """The numbers of households that were ticked."""

    def to_representation(self, data: Any) -> list[str]:
        """Numbers and nothing else."""
        return [each.household.number for each in data.all()]


class EntryWholeShape(EntryShape):
    """An entry with all that it says."""

    until = serializers.DateField(allow_null=True)
    starts_at = serializers.TimeField(allow_null=True)
    ends_at = serializers.TimeField(allow_null=True)
    place = serializers.CharField()
    for_period = serializers.CharField()
    minutes = serializers.CharField()
    details = serializers.DictField()
    reason = serializers.CharField(help_text="退回、撤回、取消或更正的原因。")
    mend_by = serializers.DateField(allow_null=True)
    entered_by = serializers.CharField(source="entered_by.name")
    settled_by = serializers.CharField(source="settled_by.name", default=None, allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    replaces = serializers.UUIDField(source="replaces.public_id", default=None, allow_null=True)
    agenda = AgendaShape(many=True)
    attendance = AttendanceShape(many=True)
    decisions = DecisionShape(many=True)
    targets = TargetShape(many=True, source="destinations")
    households = NumbersField(child=serializers.CharField(), source="ticked")
    problems = FoundProblemShape(many=True)
    records = RecordRefShape(many=True)
    evidence = EvidenceShape(many=True)

    example = {
        **EntryShape.example,
        "until": None,
        "starts_at": "09:00:00",
        "ends_at": "11:00:00",
        "place": "三楼会议室",
        "for_period": "",
        "minutes": "",
        "details": {},
        "reason": "",
        "mend_by": None,
        "entered_by": "演示-丁四",
        "settled_by": None,
        "settled_at": None,
        "replaces": None,
        "agenda": [{"text": "研究第四季度乡村振兴重点工作", "on_topic": True}],
        "attendance": [{"person": PersonShape.example, "state": "present", "stand_in": ""}],
        "decisions": [],
        "targets": [],
        "households": [],
        "problems": [],
        "records": [{"id": RECORD_ID, "ref": "0f4c6a2b8d1e4f5a9b7c3d2e1f0a9b8c"}],
        "evidence": [FileShape.example],
    }


class RecordQuery(PageQuery):
    """Which records."""

    unit = serializers.CharField(default="", allow_blank=True, max_length=40, help_text="单位代码。")
    kind = serializers.CharField(default="", allow_blank=True, max_length=40)
    since = serializers.DateField(required=False, help_text="发生日期自。")
    until = serializers.DateField(required=False, help_text="发生日期至(含)。")


class RecordShape(Shape):
    """A record of the journal, as it counts."""

    id = serializers.UUIDField(source="public_id")
    ref = serializers.CharField()
    unit = UnitShape()
    kind = serializers.CharField()
    forms = serializers.ListField(child=serializers.CharField())
    leader = PersonShape(allow_null=True)
    target = UnitShape(allow_null=True)
    occurred_on = serializers.DateField()
    for_period = serializers.CharField()
    on_topic = serializers.BooleanField()
    title = serializers.CharField()
    state = serializers.CharField()
    registered_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    replaces = serializers.CharField(source="replaces.ref", default=None, allow_null=True)

    example = {
        "id": RECORD_ID,
        "ref": "0f4c6a2b8d1e4f5a9b7c3d2e1f0a9b8c",
        "unit": UnitShape.example,
        "kind": "meeting",
        "forms": ["party_standing_committee"],
        "leader": PersonShape.example,
        "target": None,
        "occurred_on": "2026-10-12",
        "for_period": "",
        "on_topic": True,
        "title": "2026年10月12日党委常委会会议",
        "state": "submitted",
        "registered_at": "2026-10-12T10:31:07+08:00",
        "withdrawn_at": None,
        "replaces": None,
    }


class CommentShape(Shape):
    """A remark on an entry."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="account_label")
    post = serializers.CharField(source="post_label")
    text = serializers.CharField()
    made_at = serializers.DateTimeField()

    example = {
        "id": "3f0a1d2c-6b7e-4d8f-9a0b-1c2d3e4f8008",
        "name": "演示-乙二",
        "post": "演示27团 班子成员",
        "text": "请补充议定事项的完成时限。",
        "made_at": "2026-10-12T15:00:00+08:00",
    }


class LinkQuery(PageQuery):
    """Which links."""

    show = serializers.ChoiceField(
        choices=[("", "在联"), ("handover", "待交接"), ("ended", "已结束")], default="", allow_blank=True
    )


class LinkShape(Shape):
    """A contact point or resident team."""

    ref = serializers.CharField()
    kind = serializers.CharField()
    unit = UnitShape()
    role = serializers.CharField(help_text="联系人的职务;单位本身的联系为空。")
    target = UnitShape()
    started_on = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True, help_text="终止日(不含)。")

    example = {
        "ref": "L-0271",
        "kind": "contact_point",
        "unit": UnitShape.example,
        "role": "party_secretary",
        "target": {"id": "f0d3b8a1-3d0e-4a3a-9a5f-5d6e7f8a9009", "code": "YS-27-3", "name": "演示27团3连"},
        "started_on": "2026-01-01",
        "ended_on": None,
    }


class HouseholdShape(Shape):
    """An opaque number and the days on which it is on the register; nothing else is ever held."""

    number = serializers.CharField(source="household.number")
    registered_on = serializers.DateField(source="started_on", allow_null=True)
    removed_on = serializers.DateField(source="ended_on", allow_null=True)

    example = {"number": "H-0007", "registered_on": None, "removed_on": None}
