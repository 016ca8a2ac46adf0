"""Shapes that all parts of the interface share; a serializer shows what a selector gives and computes nothing.

`example` of a shape is shown in the description of the interface, and checked against its schema by a test.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import translation
from rest_framework import serializers

Example = Mapping[str, Any]
UNKNOWN = {"zh-hans": "没有这一字段;请核对字段名。", "en": "There is no such field; check its name."}


class Shape(serializers.Serializer[Any]):
    """What is shown."""

    example: ClassVar[Example] = {}


class Body(serializers.Serializer[Any]):
    """What is sent in: an unknown field is an error that names it."""

    example: ClassVar[Example] = {}

    def to_internal_value(self, data: Any) -> Any:
        """The values; raises ValidationError for a field that is none."""
        if isinstance(data, Mapping) and (unknown := [str(name) for name in data if name not in self.fields]):
            told = UNKNOWN["en" if translation.get_language() == "en" else "zh-hans"]
            raise serializers.ValidationError({name[:100]: [told] for name in unknown})
        return super().to_internal_value(data)


class Query(Body):
    """What narrows a list, by the parameters of the address."""


class UnitShape(Shape):
    """A unit by its code and name."""

    id = serializers.UUIDField(source="public_id")
    code = serializers.CharField()
    name = serializers.CharField(help_text="现名;带 as_of 时为当日名称。")

    example = {"id": "5d0c7f0e-3a52-4d3f-9a1e-1f2a63b1c001", "code": "YS-27", "name": "演示27团"}


class PersonShape(Shape):
    """An official by the stable code that the import files use."""

    code = serializers.CharField()
    name = serializers.CharField()

    example = {"code": "P-0271", "name": "演示-甲一"}


class FileShape(Shape):
    """A stored file; its bytes are where `url` says."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="字节。")
    sha256 = serializers.CharField()

    example = {
        "id": "0b5d1c2e-8a41-4f5e-b7a0-64a2c1f3d101",
        "name": "会议纪要.pdf",
        "content_type": "application/pdf",
        "size": 48213,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    }


class FaultShape(Shape):
    """What is wrong at one place."""

    field = serializers.CharField(help_text="字段路径(如 agenda.0.text)或参数名;空为整体。")
    detail = serializers.CharField()


class ProblemShape(Shape):
    """A problem (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    code = serializers.CharField()
    request_id = serializers.CharField()
    errors = FaultShape(many=True, required=False)  # type: ignore[assignment]

    example = {
        "type": "https://portal.example/api/#problem-invalid-content",
        "title": "内容有误",
        "status": 422,
        "detail": "请按 errors 逐项改正后重发。",
        "instance": "/api/v1/entries/",
        "code": "invalid-content",
        "request_id": "6f1b0a52-53a4-4a76-8a0e-3f6f4a0a9c11",
        "errors": [{"field": "occurred_on", "detail": "请填写日期。"}],
    }
