"""What the shell's part of the interface takes and shows."""

from rest_framework import serializers

from portal.api.paging import PageQuery
from portal.api.serializers import Body, FileShape, PersonShape, Shape, UnitShape
from portal.models import Document, Job, Role
from portal.selectors.document_lists import RECEIVED, SENT

WORDS = 60


class PostShape(Shape):
    """A post: a role at a unit."""

    role = serializers.ChoiceField(choices=Role.choices)
    unit = UnitShape()
    label = serializers.CharField()  # type: ignore[assignment]


class TokenShape(Shape):
    """What a token may do, and how long."""

    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    expires_on = serializers.DateField()


class CallerShape(Shape):
    """Who asks."""

    username = serializers.CharField(source="token.account.username")
    name = serializers.CharField(source="token.account.name")
    post = PostShape()
    token = TokenShape()

    example = {
        "username": "jingban27",
        "name": "演示-丁四",
        "post": {"role": "clerk", "unit": UnitShape.example, "label": "演示27团 经办人"},
        "token": {
            "name": "团场办公系统",
            "scopes": ["records:write", "ledger:read"],
            "expires_on": "2027-02-20",
        },
    }


class UnitQuery(PageQuery):
    """Which units."""

    kind = serializers.CharField(
        default="", max_length=40, allow_blank=True, help_text="类别,如 division、regiment、company。"
    )
    parent = serializers.CharField(  # type: ignore[assignment]
        default="", max_length=40, allow_blank=True, help_text="上级单位的代码:只列其直接下级。"
    )
    words = serializers.CharField(
        default="", max_length=WORDS, allow_blank=True, help_text="名称或代码中的字。"
    )
    on = serializers.DateField(required=False, help_text="哪一天的隶属、属性和任职;默认今天。")


class TenureShape(Shape):
    """Who holds which seat."""

    role = serializers.CharField()
    person = PersonShape()
    title = serializers.CharField()
    acting = serializers.BooleanField(help_text="主持工作(代理)。")
    started_on = serializers.DateField()


class UnitWholeShape(Shape):
    """A unit as it stands on a day."""

    id = serializers.UUIDField(source="unit.public_id")
    code = serializers.CharField(source="unit.code")
    name = serializers.CharField(source="unit.name")
    kind = serializers.CharField(source="unit.kind")
    parent = UnitShape(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    officials = TenureShape(many=True)

    example = {
        **UnitShape.example,
        "kind": "regiment",
        "parent": {"id": "b6a1b9d0-6b54-4a5e-8a55-7c9b8f3c2002", "code": "YS-2", "name": "演示二师"},
        "tags": [],
        "officials": [
            {
                "role": "party_secretary",
                "person": PersonShape.example,
                "title": "党委书记",
                "acting": False,
                "started_on": "2024-03-01",
            }
        ],
    }


class DocumentQuery(PageQuery):
    """Which documents."""

    side = serializers.ChoiceField(choices=[(SENT, "发文"), (RECEIVED, "收文")], default="", allow_blank=True)
    kind = serializers.CharField(default="", max_length=40, allow_blank=True)
    state = serializers.ChoiceField(choices=Document.State.choices, default="", allow_blank=True)
    year = serializers.IntegerField(required=False, min_value=2000, max_value=2100)
    words = serializers.CharField(
        default="", max_length=WORDS, allow_blank=True, help_text="文号或标题中的字。"
    )


class DocumentShape(Shape):
    """An official document; its file is under /documents/{id}/file/ once it is issued."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField()
    title = serializers.CharField()
    number = serializers.CharField(help_text="发文字号;未印发为空。")
    state = serializers.ChoiceField(choices=Document.State.choices)
    issuer = UnitShape()
    addressee = UnitShape(allow_null=True)
    urgency = serializers.CharField()
    drafted_at = serializers.DateTimeField()
    issued_at = serializers.DateTimeField(allow_null=True)
    file = FileShape(allow_null=True)
    replaces = serializers.UUIDField(source="replaces.public_id", default=None, allow_null=True)

    example = {
        "id": "c4f2f6a8-2a33-4f55-8b1b-4d0d4d6d3003",
        "kind": "supervision_notice",
        "title": "关于限期补齐第三季度专题会议的督办通知",
        "number": "演示师乡振办督〔2026〕3号",
        "state": "issued",
        "issuer": {"id": "b6a1b9d0-6b54-4a5e-8a55-7c9b8f3c2002", "code": "YS-2", "name": "演示二师"},
        "addressee": UnitShape.example,
        "urgency": "",
        "drafted_at": "2026-10-12T09:20:00+08:00",
        "issued_at": "2026-10-12T16:05:00+08:00",
        "file": FileShape.example,
        "replaces": None,
    }


class MessageQuery(PageQuery):
    """Which messages."""

    unread = serializers.BooleanField(default=False, help_text="只列未读的。")


class MessageShape(Shape):
    """One line of the inbox."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField(help_text="平台上的页面。")
    sent_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

    example = {
        "id": "2d0f6a4c-55a7-4cb8-9d7a-91b4c0de4004",
        "kind": "urging",
        "title": "催办:领导小组会议 2026年第三季度 已逾期",
        "text": "请于3日内补办并登记。",
        "url": "/mine/",
        "sent_at": "2026-10-12T08:00:00+08:00",
        "read_at": None,
    }


class JobShape(Shape):
    """A background job; each file is under /jobs/{id}/files/{file}/."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField()
    title = serializers.CharField()
    unit = UnitShape(allow_null=True)
    state = serializers.ChoiceField(choices=Job.State.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    message = serializers.CharField()
    asked_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    files = FileShape(many=True)

    example = {
        "id": "7a1c8e12-09f4-4a3b-8f0e-0f1f2d3e5005",
        "kind": "ledger_export",
        "title": "台账导出:演示27团 2026-01-01 至 2026-09-30",
        "unit": UnitShape.example,
        "state": "done",
        "done": 3,
        "total": 3,
        "message": "",
        "asked_at": "2026-10-12T10:00:00+08:00",
        "ended_at": "2026-10-12T10:00:21+08:00",
        "files": [FileShape.example],
    }


class UploadBody(Body):
    """One file."""

    file = serializers.FileField(allow_empty_file=True, max_length=200)


class TicketShape(Shape):
    """A stored file and the ticket by which a later request takes it along."""

    ticket = serializers.CharField()
    file = FileShape()

    example = {"ticket": "WzEyLDNd:1vN0aB:example", "file": FileShape.example}
