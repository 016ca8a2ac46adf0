"""The feed of changes: what happened since a number."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal import access
from portal.api.paging import MOST, USUAL
from portal.api.serializers import Query, Shape, UnitShape
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea
from portal.selectors.events import events_after, last_number

NOW = "now"


class EventQuery(Query):
    """From where on."""

    after = serializers.RegexField(
        rf"^([0-9]{{1,18}}|{NOW})$", default="0", help_text="上次的 next;不填为最早;now 为只要今后的。"
    )
    limit = serializers.IntegerField(default=USUAL, min_value=1, max_value=MOST, help_text="最多条数。")


class ObjectShape(Shape):
    """What changed: read it at `url`, a path of the portal."""

    kind = serializers.CharField(source="change.target_kind")
    id = serializers.CharField(source="change.target_ref")
    url = serializers.CharField(source="path")


class EventShape(Shape):
    """One change."""

    id = serializers.CharField(source="number")
    type = serializers.CharField()
    at = serializers.DateTimeField(source="change.at")
    unit = UnitShape(source="change.unit", allow_null=True)
    object = ObjectShape(source="*")

    example = {
        "id": "40213",
        "type": "entry.submitted",
        "at": "2026-10-12T10:31:07+08:00",
        "unit": UnitShape.example,
        "object": {
            "kind": "meetings.entry",
            "id": "1b9a3f3a-7f0c-4c45-8d0a-2f4d1d7b6006",
            "url": "/api/v1/entries/1b9a3f3a-7f0c-4c45-8d0a-2f4d1d7b6006/",
        },
    }


class FeedShape(Shape):
    """A stretch of the feed."""

    items = EventShape(source="events", many=True)
    next = serializers.CharField(source="upto", help_text="下次的 after;没有新的变更时也要保存它。")
    more = serializers.BooleanField(help_text="后面还有,可立即再读;false 则过一会儿再读。")

    example = {"items": [EventShape.example], "next": "40213", "more": False}


class Events(ApiView):
    """What happened."""

    area = ApiArea.EVENTS

    @operation("events_list", summary="变更通知", roles=access.BUSINESS, gives=FeedShape, query=EventQuery)
    def get(self, request: Request) -> Response:
        """after 之后、岗位能看到其对象的变更,按编号先后,不漏不重;变更提交后一分钟内列出。只说哪个对象发生了什么,内容另读。"""
        told = self.query["after"]
        if told == NOW:
            return shown(FeedShape, {"events": [], "upto": last_number(), "more": False})
        return shown(FeedShape, events_after(self.actor, int(told), self.query["limit"]))
