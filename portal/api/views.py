"""The view that all addresses of the interface build on, and the words by which each of its methods is described.

A method says by `operation` who may call it, in which area of a token's scopes, and what it takes and gives. What is
read goes through the selectors of the pages, what is written through their services.
"""

import dataclasses
import functools
import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar, cast

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import translation
from rest_framework import serializers
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal import clock
from portal.access import Actor
from portal.api.authentication import Caller, TokenAuthentication
from portal.api.once import once
from portal.api.paging import keyset_page, page_data
from portal.api.problems import ENGLISH, Fault, ProblemError, faults_in, language_of
from portal.api.schema import Described, described
from portal.api.serializers import Query
from portal.api.versions import not_modified
from portal.models import Role
from portal.models.api import READ, WRITE
from portal.services.changes import log_access
from portal.services.throttle import too_many

MINUTE = 60
Method = TypeVar("Method", bound=Callable[..., HttpResponseBase])


@dataclasses.dataclass(frozen=True)
class Operation:
    """One method of one address: who may, what it takes."""

    roles: frozenset[Role]
    mode: str
    query: type[serializers.Serializer[Any]] | None
    body: type[serializers.Serializer[Any]] | None


def operation(
    name: str,
    *,
    summary: str,
    roles: frozenset[Role] | Sequence[Role],
    gives: type[serializers.Serializer[Any]] | None,
    query: type[serializers.Serializer[Any]] | None = None,
    body: type[serializers.Serializer[Any]] | None = None,
    paged: bool = False,
    writes: bool = False,
    matches: bool = False,
    status: int = 200,
    media: str = "",
) -> Callable[[Method], Method]:
    """Describe a method and let only `roles` call it.

    `gives` is the shape of its answer (of each row where it is `paged`), `writes` asks for an Idempotency-Key and does
    the work once, `matches` asks for the If-Match of the object besides. `media` is the type of an answer that is a file.
    """

    def decorate(method: Method) -> Method:
        @functools.wraps(method)
        def run(view: "ApiView", request: Request, *args: Any, **kwargs: Any) -> Any:
            def work() -> Any:
                view.take(request)
                return method(view, request, *args, **kwargs)

            return once(view, request, work) if writes else work()

        run.operation = Operation(frozenset(roles), WRITE if writes else READ, query, body)  # type: ignore[attr-defined]
        told = Described(name, summary, gives, query, body, paged, writes, matches, status, media)
        return cast(Method, described(told, method.__doc__ or "")(run))

    return decorate


class ApiView(APIView):
    """One address: a token, its post, its scopes, its rate; then the method."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [IsAuthenticated]
    renderer_classes = [JSONRenderer]
    parser_classes: Sequence[type[BaseParser]] = [JSONParser]
    metadata_class = None
    http_method_names = ["get", "head", "post", "put"]

    area: ClassVar[str]
    """The area of scopes that a token needs; empty where any token may."""

    caller: Caller
    actor: Actor
    query: dict[str, Any]
    body: dict[str, Any]

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """The view, with the roles that may call any of its methods, for the test of the access matrix."""
        view = super().as_view(**initkwargs)
        told = [getattr(getattr(cls, name, None), "operation", None) for name in cls.http_method_names]
        view.allowed_roles = frozenset().union(*(each.roles for each in told if each))  # type: ignore[attr-defined]
        return view

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who asks, how often, and whether post and token allow it. Raises PermissionDenied, ProblemError."""
        super().initial(request, *args, **kwargs)
        self.caller = cast(Caller, request.auth)
        self._count()
        self.actor = Actor(self.caller.token.account, self.caller.post, request_id=_request_id())
        told: Operation | None = getattr(getattr(self, str(request.method).lower(), None), "operation", None)
        if told is None:
            return
        if self.actor.role not in told.roles:
            raise PermissionDenied
        if self.area and not self.caller.token.allows(self.area, told.mode):
            raise ProblemError("insufficient-scope", [Fault("scope", f"{self.area}:{told.mode}")])

    def _count(self) -> None:
        limit = settings.API_REQUESTS_A_MINUTE
        if too_many(name="api", address=str(self.caller.token.pk), limit=limit, seconds=MINUTE):
            left = MINUTE - int(clock.now().timestamp()) % MINUTE
            raise ProblemError("too-many-requests", headers={"Retry-After": str(left)})

    def take(self, request: Request) -> None:
        """Read the parameters and the body as the method describes them. Raises ProblemError, ValidationError."""
        told: Operation = getattr(self, str(request.method).lower()).operation
        english = language_of(request) == ENGLISH
        with translation.override("en" if english else "zh-hans"):
            self.query = _asked(request, told.query)
            if told.body is not None:
                read = told.body(data=request.data)
                read.is_valid(raise_exception=True)
                self.body = dict(read.validated_data)

    def page(
        self,
        request: Request,
        rows: QuerySet[Any],
        order: Sequence[str],
        shape: type[serializers.Serializer[Any]],
        prepare: Callable[[list[Any]], Sequence[Any]] = list,
    ) -> Response:
        """One page of `rows` in `order`; `prepare` makes of the rows what `shape` shows."""
        found, following = keyset_page(request, rows, order, self.query["limit"])
        return self.listed(request, prepare(found), following, shape)

    def listed(
        self,
        request: Request,
        items: Sequence[Any],
        following: str | None,
        shape: type[serializers.Serializer[Any]],
    ) -> Response:
        """A page of what was read already."""
        data, headers = page_data(request, items, following, lambda found: shape(found, many=True).data)
        return Response(data, headers=headers)

    def log(self, action: str, target_ref: str) -> None:
        """Keep in the access log what was read."""
        address = self.request.META.get("REMOTE_ADDR") or None
        log_access(actor=self.actor, action=action, target_ref=target_ref[:200], address=address)

    def handle_exception(self, exc: Exception) -> Response:
        """The problem; a refusal is in the access log, as those of pages are."""
        if isinstance(exc, PermissionDenied) and hasattr(self, "actor"):
            log_access(
                actor=self.actor,
                action="refusal",
                target_ref=self.request.path[:200],
                address=self.request.META.get("REMOTE_ADDR") or None,
                succeeded=False,
            )
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Nothing that a token reads is kept on the way; what the caller has already is not sent again."""
        final = super().finalize_response(request, response, *args, **kwargs)
        if "Cache-Control" not in final:
            final["Cache-Control"] = "private, no-store"
        if isinstance(final, Response) and request.method in SAFE_METHODS and final.status_code == 200:
            final.add_post_render_callback(functools.partial(not_modified, request))
        return final


def shown(
    shape: type[serializers.Serializer[Any]], row: Any, *, version: str = "", status: int = 200, at: str = ""
) -> Response:
    """One object with its version as ETag; `at` is where it is found, for one that was made."""
    headers = {"ETag": version} if version else {}
    headers |= {"Location": at} if at else {}
    return Response(shape(row).data, status=status, headers=headers)


def _request_id() -> uuid.UUID:
    told = structlog.contextvars.get_contextvars().get("request_id")
    return uuid.UUID(told) if told else uuid.uuid4()


def _asked(request: Request, shape: type[serializers.Serializer[Any]] | None) -> dict[str, Any]:
    """The parameters of the address. Raises ProblemError by name, also for one that there is not."""
    given = {name: values[-1] for name, values in request.query_params.lists()}
    read = (shape or NoQuery)(data=given)
    if not read.is_valid():
        raise ProblemError("invalid-parameter", faults_in(read.errors))
    return dict(read.validated_data)


class NoQuery(Query):
    """No parameters."""
