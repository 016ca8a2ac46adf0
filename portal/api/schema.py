"""The description of the interface (OpenAPI 3.1): what each method takes, gives and may answer, with examples."""

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    inline_serializer,
)
from rest_framework import serializers

from portal.api.problems import KINDS, MEDIA_TYPE
from portal.api.serializers import ProblemShape
from portal.models import ApiArea

TOKEN = "token"
TAGS = [(TOKEN, "令牌"), *ApiArea.choices]
ALWAYS = (400, 401, 403, 404, 406, 429, 500)
WRITES = (409, 413, 415, 422)
MATCHES = (412, 428)


@dataclasses.dataclass(frozen=True)
class Described:
    """What is said of one method."""

    name: str
    summary: str
    gives: type[serializers.Serializer[Any]] | None
    query: type[serializers.Serializer[Any]] | None
    body: type[serializers.Serializer[Any]] | None
    paged: bool
    writes: bool
    matches: bool
    status: int
    media: str


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a token is sent."""

    target_class = "portal.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer", "description": "在“接口令牌”页面生成的令牌。"}


def described(told: Described, text: str) -> Callable[[Any], Any]:
    """The decorator that describes a method as `told`."""
    return extend_schema(
        operation_id=told.name,
        summary=told.summary,
        description=text,
        parameters=_parameters(told),
        request=told.body,
        responses=_answers(told),
        examples=_examples(told),
    )


def _parameters(told: Described) -> list[Any]:
    found: list[Any] = [
        OpenApiParameter(
            "Accept-Language", location=OpenApiParameter.HEADER, description="错误说明的语言:zh(默认)或 en。"
        )
    ]
    if told.query is not None:
        found.append(told.query)
    if told.writes:
        found.append(
            OpenApiParameter(
                "Idempotency-Key",
                {"type": "string", "pattern": "^[A-Za-z0-9._:-]{8,64}$"},
                OpenApiParameter.HEADER,
                required=True,
                description="每次新的写入用新的值;重发同一请求用原值,只办理一次,24 小时内得到原来的答复。",
            )
        )
    elif not told.media:
        found.append(
            OpenApiParameter(
                "If-None-Match",
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                description="上次读取时得到的 ETag;未变则答复 304,不再传送内容。",
            )
        )
    if told.matches:
        found.append(
            OpenApiParameter(
                "If-Match",
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                required=True,
                description="读取对象时得到的 ETag;对象已变则答复 412。",
            )
        )
    return found


def _answers(told: Described) -> dict[Any, Any]:
    shape: Any = _page(told.gives) if told.paged and told.gives else told.gives
    answers: dict[Any, Any] = {}
    if told.media:
        answers[(told.status, told.media)] = OpenApiResponse(OpenApiTypes.BINARY, description="文件。")
    else:
        answers[told.status] = OpenApiResponse(shape, description="完成。")
        if not told.writes:
            answers[304] = OpenApiResponse(description="自 If-None-Match 所列版本以来未变。")
    codes = (*ALWAYS, *(WRITES if told.writes else ()), *(MATCHES if told.matches else ()))
    for status in sorted(codes):
        names = [f"{kind.title[0]}({code})" for code, kind in KINDS.items() if kind.status == status]
        answers[(status, MEDIA_TYPE)] = OpenApiResponse(ProblemShape, description=";".join(names))
    return answers


@functools.cache
def _page(shape: type[serializers.Serializer[Any]]) -> Any:
    return inline_serializer(
        f"{shape.__name__.removesuffix('Shape')}Page",
        {
            "items": shape(many=True),
            "next": serializers.CharField(allow_null=True, help_text="下一页的游标;null 为最后一页。"),
        },
    )


def _examples(told: Described) -> list[OpenApiExample]:
    found = []
    if example := getattr(told.gives, "example", None):
        value = {"items": [example], "next": None} if told.paged else example
        found.append(OpenApiExample("答复", value=value, response_only=True, status_codes=[str(told.status)]))
    if example := getattr(told.body, "example", None):
        found.append(OpenApiExample("请求", value=example, request_only=True))
    return found


class Schema(AutoSchema):
    """Operations in groups by the area of scopes that they need."""

    def get_tags(self) -> list[str]:
        """The area's code; of what is in none, `token`."""
        return [getattr(self.view, "area", "") or TOKEN]


def finish(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """What the description says as a whole: bodies have no other fields, answers with a version name it.

    Problems are described once, not with each operation anew.
    """
    parts = result["components"]
    for name, schema in parts["schemas"].items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    problems = parts.setdefault("responses", {})
    for path in result["paths"].values():
        for told in path.values():
            versioned = {each.get("name") for each in told["parameters"]} & {"If-Match", "If-None-Match"}
            for status, each in told["responses"].items():
                if MEDIA_TYPE in each.get("content", {}):
                    problems[f"Problem{status}"] = each
                    told["responses"][status] = {"$ref": f"#/components/responses/Problem{status}"}
                elif versioned:
                    each["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "内容的版本。"}}
    parts["responses"] = dict(sorted(problems.items()))
    result["tags"] = [{"name": name, "description": label} for name, label in TAGS]
    result["servers"] = [{"url": "/", "description": "本平台。"}]
    return result
