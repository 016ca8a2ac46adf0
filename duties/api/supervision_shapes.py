"""What the interface shows and takes of supervision items and talks."""

from typing import Any, ClassVar

from rest_framework import serializers

from duties.api.cells import CellShape
from duties.forms.supervision.acting import LONGEST_TEXT
from duties.models import SupervisedUnit, TalkPerson
from duties.models.supervision import ACTIONS, STATES
from duties.models.talks import ACTIONS as TALK_ACTIONS
from duties.models.talks import BASES, PROMISES
from duties.models.talks import STATES as TALK_STATES
from duties.selectors.supervision.board import ALL, OPEN
from duties.services.talks.steps import TEXT_LENGTH
from duties.supervision_states import BY_NOTICE, Action
from duties.views.talks.deeds import PROMISE_DEEDS, TALK_DEEDS
from portal.api.paging import PageQuery
from portal.api.serializers import Body, FileShape, PersonShape, Shape, UnitShape

TICKETS = 20
OFFICE = {"id": "b6a1b9d0-6b54-4a5e-8a55-7c9b8f3c2002", "code": "YS-2", "name": "演示二师"}
DOABLE = [(action.value, action.label) for action in Action if action not in BY_NOTICE | {Action.SUCCEED}]
"""What is done with an item but for its notice."""


class ItemQuery(PageQuery):
    """Which items."""

    state = serializers.ChoiceField(choices=[(OPEN, "未结"), (ALL, "全部"), *STATES], default=OPEN)
    late = serializers.BooleanField(default=False, help_text="只列逾期的。")
    waiting = serializers.BooleanField(default=False, help_text="只列待本岗位办理的。")
    text = serializers.CharField(
        default="", allow_blank=True, max_length=60, help_text="编号、标题或单位中的字。"
    )


class ItemShape(Shape):
    """A supervision item."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField(help_text="督办编号;未印发为空。")
    title = serializers.CharField(source="notice.title")
    office = UnitShape()
    unit = UnitShape(help_text="承办单位。")
    state = serializers.ChoiceField(choices=STATES)
    state_since = serializers.DateTimeField()
    deadline = serializers.DateField()
    asked_deadline = serializers.DateField(allow_null=True)
    made_at = serializers.DateTimeField()

    example: ClassVar[Any] = {
        "id": "6c2d3e4f-90a1-4c1d-8e2f-3a4b5c6d300c",
        "number": "督2026-003",
        "title": "关于限期补齐第三季度专题会议的督办通知",
        "office": OFFICE,
        "unit": UnitShape.example,
        "state": "signed",
        "state_since": "2026-10-13T09:00:00+08:00",
        "deadline": "2026-10-31",
        "asked_deadline": None,
        "made_at": "2026-10-12T09:00:00+08:00",
    }


class SupervisedUnitShape(Shape):
    """A unit that acts, and its receipt."""

    unit = UnitShape()
    part = serializers.ChoiceField(choices=SupervisedUnit.Part.choices)
    signed_at = serializers.DateTimeField(allow_null=True)


class MatterShape(Shape):
    """What it is about besides obligations."""

    kind = serializers.CharField()
    title = serializers.CharField()
    basis = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)


class ItemStepShape(Shape):
    """What was done."""

    action = serializers.ChoiceField(choices=ACTIONS)
    from_state = serializers.ChoiceField(choices=STATES)
    to_state = serializers.ChoiceField(choices=STATES)
    at = serializers.DateTimeField()
    name = serializers.CharField()
    post = serializers.CharField()
    text = serializers.CharField()
    old_deadline = serializers.DateField(allow_null=True)
    new_deadline = serializers.DateField(allow_null=True)
    files = FileShape(many=True)


class ItemWholeShape(Shape):
    """An item with what it is about and what was done."""

    item = ItemShape()
    demands = serializers.CharField(source="item.demands")
    notice = serializers.UUIDField(source="item.notice.public_id", help_text="通知单,见 /documents/。")
    units = SupervisedUnitShape(source="item.supervised_units.all", many=True)
    obligations = CellShape(source="item.obligations.all", many=True)
    matters = MatterShape(source="item.matters.all", many=True)
    steps = ItemStepShape(source="course.steps", many=True)
    open_actions = serializers.ListField(child=serializers.CharField(), help_text="本岗位现在可办的。")

    example = {
        "item": ItemShape.example,
        "demands": "请于10月31日前补开并登记。",
        "notice": "c4f2f6a8-2a33-4f55-8b1b-4d0d4d6d3003",
        "units": [{"unit": UnitShape.example, "part": "lead", "signed_at": "2026-10-13T09:00:00+08:00"}],
        "obligations": [CellShape.example],
        "matters": [],
        "steps": [],
        "open_actions": ["progress", "feed_back", "ask", "comment"],
    }


class ItemActBody(Body):
    """What is done with an item: words, files, a day or a unit where the action takes them."""

    action = serializers.ChoiceField(choices=DOABLE)
    text = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True)
    day = serializers.DateField(required=False, allow_null=True, help_text="延期或退回重办的期限。")
    unit = serializers.CharField(
        default="", allow_blank=True, max_length=40, help_text="移交的承办单位代码。"
    )
    files = serializers.ListField(
        child=serializers.CharField(max_length=500),
        max_length=TICKETS,
        default=list,
        help_text="上传得到的票据。",
    )

    example = {"action": "progress", "text": "已于10月15日补开会议,正在整理纪要。", "files": []}


class TalkQuery(PageQuery):
    """Which talks."""

    state = serializers.ChoiceField(choices=TALK_STATES, default="", allow_blank=True)


class TalkShape(Shape):
    """A talk."""

    id = serializers.UUIDField(source="public_id")
    office = UnitShape(help_text="约谈单位。")
    unit = UnitShape(help_text="被约谈单位。")
    basis = serializers.ChoiceField(choices=BASES)
    state = serializers.ChoiceField(choices=TALK_STATES)
    state_since = serializers.DateTimeField()
    proposed_at = serializers.DateTimeField()
    planned_at = serializers.DateTimeField(allow_null=True)
    place = serializers.CharField()

    example: ClassVar[Any] = {
        "id": "7d3e4f50-a1b2-4d2e-9f30-4b5c6d7e400d",
        "office": OFFICE,
        "unit": UnitShape.example,
        "basis": BASES[0][0],
        "state": "noticed",
        "state_since": "2026-10-14T09:00:00+08:00",
        "proposed_at": "2026-10-12T09:00:00+08:00",
        "planned_at": "2026-10-20T10:00:00+08:00",
        "place": "师部三楼会议室",
    }


class TalkPersonShape(Shape):
    """Who took part."""

    side = serializers.ChoiceField(choices=TalkPerson.Side.choices)
    unit = UnitShape()
    role = serializers.CharField()
    person = PersonShape()
    signed_at = serializers.DateTimeField(allow_null=True)
    remark = serializers.CharField()


class PromiseShape(Shape):
    """What was promised."""

    id = serializers.UUIDField(source="public_id")
    text = serializers.CharField()
    unit = UnitShape()
    role = serializers.CharField()
    due_on = serializers.DateField()
    state = serializers.ChoiceField(choices=PROMISES)
    reported_on = serializers.DateField(allow_null=True)


class TalkStepShape(Shape):
    """What was done, as far as one may read how it was deliberated."""

    action = serializers.ChoiceField(choices=TALK_ACTIONS)
    to_state = serializers.CharField()
    at = serializers.DateTimeField()
    name = serializers.CharField()
    post = serializers.CharField()
    text = serializers.CharField()


class TalkWholeShape(Shape):
    """A talk with its people, promises and steps."""

    talk = TalkShape()
    requirements = serializers.CharField(source="talk.requirements")
    people = TalkPersonShape(many=True)
    promises = PromiseShape(many=True)
    steps = TalkStepShape(many=True)
    open_actions = serializers.ListField(child=serializers.CharField(), help_text="本岗位现在可办的。")

    example = {
        "talk": TalkShape.example,
        "requirements": "请准备整改情况。",
        "people": [],
        "promises": [],
        "steps": [],
        "open_actions": [],
    }


class TalkActBody(Body):
    """What is done with a talk."""

    action = serializers.ChoiceField(choices=[(action.value, action.label) for action in TALK_DEEDS])
    text = serializers.CharField(max_length=TEXT_LENGTH, default="", allow_blank=True)
    files = serializers.ListField(
        child=serializers.CharField(max_length=500),
        max_length=TICKETS,
        default=list,
        help_text="上传得到的票据。",
    )

    example = {"action": "sign", "text": ""}


class PromiseActBody(TalkActBody):
    """What is done about a promise."""

    action = serializers.ChoiceField(choices=[(action.value, action.label) for action in PROMISE_DEEDS])

    example = {"action": "progress", "text": "已完成方案。", "files": []}
