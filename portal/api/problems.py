"""What goes wrong, as RFC 9457 problems in Chinese or English; nothing of the interface answers an error otherwise."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework import exceptions
from rest_framework.response import Response

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/v1/"
REFERENCE = "/api/"
CHINESE, ENGLISH = "zh-CN", "en"


@dataclasses.dataclass(frozen=True)
class Kind:
    """One kind of problem: its status, and its title and what to do about it in both languages."""

    status: int
    title: tuple[str, str]
    detail: tuple[str, str]


KINDS = {
    "malformed-request": Kind(
        400,
        ("请求无法读取", "The request cannot be read"),
        ("请求正文不是有效的 JSON;请核对格式。", "The body is not valid JSON; check its syntax."),
    ),
    "invalid-parameter": Kind(
        400,
        ("参数有误", "A parameter is not valid"),
        ("请按 errors 逐项改正后重发。", "Correct what `errors` names and send the request again."),
    ),
    "key-required": Kind(
        400,
        ("缺少 Idempotency-Key", "Idempotency-Key is missing"),
        (
            "写入请求必须带 Idempotency-Key(8 至 64 个字母、数字或 . _ : -),每次新的写入用新的值。",
            "Every write needs an Idempotency-Key of 8 to 64 letters, digits or . _ : -, a new one for each new write.",
        ),
    ),
    "unauthenticated": Kind(
        401,
        ("未提供有效令牌", "No valid token"),
        (
            "请在 Authorization 请求头中提供有效的令牌(Bearer);令牌可能已过期、已停用,或岗位已变动。",
            "Send a valid token as `Authorization: Bearer …`; it may have expired, been revoked, or lost its post.",
        ),
    ),
    "forbidden": Kind(
        403,
        ("无权办理", "Not allowed"),
        ("令牌所属岗位无权办理此项。", "The post of the token may not do this."),
    ),
    "insufficient-scope": Kind(
        403,
        ("令牌范围不足", "The token's scopes do not cover this"),
        ("请用含有所需范围的令牌。", "Use a token with the scope that is needed."),
    ),
    "not-found": Kind(
        404,
        ("没有找到", "Not found"),
        (
            "没有这一对象,或不在令牌所属岗位的查看范围内。",
            "There is no such object, or it is out of the scope of the token's post.",
        ),
    ),
    "method-not-allowed": Kind(
        405,
        ("不支持此方法", "Method not allowed"),
        ("此地址不支持该请求方法,可用的方法见 Allow。", "See `Allow` for the methods of this address."),
    ),
    "not-acceptable": Kind(
        406,
        ("没有所要求的格式", "Not acceptable"),
        ("接口只提供 JSON;请将 Accept 设为 application/json。", "Ask for `Accept: application/json`."),
    ),
    "conflict": Kind(
        409,
        ("现状不允许", "Not as things stand"),
        ("对象的现状不允许这样办理;请重新读取后再定。", "The object's present state does not allow it; read it anew."),
    ),
    "changed-meanwhile": Kind(
        412,
        ("对象已被他人更改", "Changed meanwhile"),
        (
            "If-Match 与对象的现版本不符;请重新读取,核对后再发。",
            "If-Match is not the present version; read the object anew, check, and send again.",
        ),
    ),
    "too-large": Kind(
        413,
        ("请求过大", "The request is too large"),
        ("请求正文超过上限;请分次提交。", "The body is beyond the limit; send it in parts."),
    ),
    "unsupported-media-type": Kind(
        415,
        ("不支持此内容类型", "Unsupported media type"),
        ("请以 application/json 发送(上传文件用 multipart/form-data)。", "Send `application/json` (files: `multipart/form-data`)."),
    ),
    "invalid-content": Kind(
        422,
        ("内容有误", "The content is not valid"),
        ("请按 errors 逐项改正后重发。", "Correct what `errors` names and send the request again."),
    ),
    "key-reused": Kind(
        422,
        ("Idempotency-Key 已用于其他请求", "The Idempotency-Key belongs to another request"),
        ("同一 Idempotency-Key 只能用于重发同一请求;新的写入请用新的值。", "A key may repeat only the same request; use a new one."),
    ),
    "version-required": Kind(
        428,
        ("缺少 If-Match", "If-Match is missing"),
        ("更改对象须带 If-Match,值为读取该对象时得到的 ETag。", "Send the object's ETag, as it was read, as `If-Match`."),
    ),
    "too-many-requests": Kind(
        429,
        ("请求过于频繁", "Too many requests"),
        ("请在 Retry-After 所示秒数后重试。", "Try again after as many seconds as `Retry-After` says."),
    ),
    "internal-error": Kind(
        500,
        ("平台内部出错", "Internal error"),
        ("出错已记录;请稍后重试,仍不行请告知管理员并提供 request_id。", "It has been logged; try later, else report the request_id."),
    ),
}  # fmt: skip
"""All problems there are, by the last part of their `type`."""


@dataclasses.dataclass(frozen=True)
class Fault:
    """What is wrong at one place: the path of a field, or the name of a parameter; empty for the whole."""

    field: str
    detail: str


class ProblemError(exceptions.APIException):
    """A problem of one of KINDS, with what is wrong at which place."""

    def __init__(
        self, code: str, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.code, self.faults, self.headers = code, list(faults), dict(headers or {})
        self.status_code = KINDS[code].status


def language_of(request: HttpRequest | Any) -> str:
    """Chinese, unless Accept-Language prefers English."""
    for name, quality in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        if quality and name.startswith("zh"):
            return CHINESE
        if quality and name.startswith("en"):
            return ENGLISH
    return CHINESE


def problem(request: HttpRequest | Any, code: str, faults: Sequence[Fault] = ()) -> dict[str, Any]:
    """The members of a problem as RFC 9457 names them, and of ours `code`, `request_id` and `errors`."""
    kind, at = KINDS[code], language_of(request) == ENGLISH
    told: dict[str, Any] = {
        "type": f"{settings.SITE_URL}{REFERENCE}#problem-{code}",
        "title": kind.title[at],
        "status": kind.status,
        "detail": kind.detail[at],
        "instance": request.path,
        "code": code,
        "request_id": str(structlog.contextvars.get_contextvars().get("request_id", "")),
    }
    if faults:
        told["errors"] = [dataclasses.asdict(fault) for fault in faults]
    return told


def _headers(request: HttpRequest | Any) -> dict[str, str]:
    return {"Content-Language": language_of(request), "Vary": "Accept-Language", "Cache-Control": "no-store"}


def plain_answer(request: HttpRequest, code: str) -> HttpResponse:
    """A problem outside of the framework: an address that is none, a fault of the portal."""
    return JsonResponse(
        problem(request, code),
        status=KINDS[code].status,
        content_type=MEDIA_TYPE,
        headers=_headers(request),
        json_dumps_params={"ensure_ascii": False},
    )


def answer(exc: Exception, context: dict[str, Any]) -> Response | None:
    """The problem that an exception is; None for a fault of the portal, which is logged and answered as a whole."""
    request, (code, faults, headers) = context["request"], _read(exc)
    if not code:
        return None
    return Response(
        problem(request, code, faults),
        status=KINDS[code].status,
        headers=_headers(request) | headers,
        content_type=MEDIA_TYPE,
    )


Read = tuple[str, list[Fault], dict[str, str]]

PLAIN: tuple[tuple[type[Exception], str], ...] = (
    (Http404, "not-found"),
    (exceptions.NotFound, "not-found"),
    (PermissionDenied, "forbidden"),
    (exceptions.PermissionDenied, "forbidden"),
    (exceptions.ParseError, "malformed-request"),
    (exceptions.MethodNotAllowed, "method-not-allowed"),
    (exceptions.NotAcceptable, "not-acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported-media-type"),
    (RequestDataTooBig, "too-large"),
)


def _read(exc: Exception) -> Read:
    if isinstance(exc, ProblemError):
        return exc.code, exc.faults, exc.headers
    if isinstance(exc, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return "unauthenticated", [], {"WWW-Authenticate": 'Bearer realm="api"'}
    if isinstance(exc, exceptions.ValidationError):
        return "invalid-content", list(faults_in(exc.detail)), {}
    if isinstance(exc, ValidationError):
        return _refused(exc)
    for known, code in PLAIN:
        if isinstance(exc, known):
            return code, [], {}
    return "", [], {}


def _refused(exc: ValidationError) -> Read:
    """What a service refused: by field, it is the content; as a whole, it is how things stand."""
    if not hasattr(exc, "error_dict"):
        return "conflict", [Fault("", message) for message in exc.messages], {}
    faults = [
        Fault("" if field == "__all__" else field, message)
        for field, messages in exc.message_dict.items()
        for message in messages
    ]
    return "invalid-content", faults, {}


def faults_in(detail: Any, path: str = "") -> list[Fault]:
    """The faults that a serializer names, each with the path of its field: `agenda.0.text`."""
    if isinstance(detail, Mapping):
        return [fault for name, each in detail.items() for fault in faults_in(each, _at(path, str(name)))]
    if isinstance(detail, list | tuple):
        nested = any(isinstance(each, Mapping | list) for each in detail)
        return [
            fault
            for number, each in enumerate(detail)
            for fault in faults_in(each, _at(path, str(number)) if nested else path)
        ]
    return [Fault(path, str(detail))]


def _at(path: str, name: str) -> str:
    name = "" if name == "non_field_errors" else name
    return f"{path}.{name}" if path and name else path or name
