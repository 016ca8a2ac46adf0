"""Who may do what (docs/access.md): the only place that asks django-guardian, and the one policy all doors call.

Deny by default. A person acts through one post at a time: a role at a unit. What may be read or written is worked
out on each request from the post and the dated tree, never kept in the session.
"""

import dataclasses
import datetime as dt
import functools
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm, remove_perm

from portal import clock
from portal.models import Account, Appointment, Area, Role, Unit

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

READS_BELOW = frozenset({Role.OFFICE, Role.APPROVER, Role.LEADER, Role.AUDITOR})
"""Roles whose reading reaches from their unit down its subtree."""

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""The three administrators (三员): they exclude one another on one account and read no business data."""

BUSINESS = frozenset(Role) - ADMINISTRATORS
"""Roles that work with duties and records."""

PUBLIC = "public"
"""The `allowed_roles` of a view without a door."""


@dataclasses.dataclass(frozen=True)
class Post:
    """One role at one unit, that an account holds today."""

    public_id: uuid.UUID
    role: Role
    unit: Unit

    @property
    def label(self) -> str:
        """The post in words, e.g. 演示27团 经办人."""
        return f"{self.unit.name} {self.role.label}"


@dataclasses.dataclass(frozen=True)
class Actor:
    """Who acts: an account in one of its posts, within one request; or the system itself."""

    account: Account | None
    post: Post | None
    request_id: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)
    label: str = ""

    @property
    def role(self) -> Role | None:
        """The role of the post in use."""
        return self.post.role if self.post else None

    @property
    def name(self) -> str:
        """The name that logs and papers show."""
        return self.label or (self.account.name if self.account else "")


SYSTEM = Actor(account=None, post=None, label="系统")
"""The named actor of scheduled work and set-up."""


class PortalRequest(HttpRequest):
    """A request that has passed ActorMiddleware."""

    actor: Actor
    posts: list[Post]
    user: "Account | AnonymousUser"


def posts_of(account: Account) -> list[Post]:
    """The posts that `account` holds today, each confirmed by its guardian grant on the unit, oldest first.

    Two queries, however many the appointments are.
    """
    appointments = (
        Appointment.objects.present()
        .filter(account=account, account__is_active=True)
        .select_related("unit")
        .order_by("started_on", "pk")
    )
    grants = set(
        UserObjectPermission.objects.filter(
            user=account, content_type__app_label="portal", content_type__model="unit"
        ).values_list("permission__codename", "object_pk")
    )
    return [
        Post(appointment.public_id, Role(appointment.role), appointment.unit)
        for appointment in appointments
        if (f"act_as_{appointment.role}", str(appointment.unit_id)) in grants
    ]


def grant_post(account: Account, role: Role, unit: Unit) -> None:
    """Give the guardian grant that stands behind an appointment."""
    assign_perm(f"act_as_{role}", account, unit)


def revoke_post(account: Account, role: Role, unit: Unit) -> None:
    """Take back the guardian grant of an appointment that has ended."""
    remove_perm(f"act_as_{role}", account, unit)


def within(field: str, unit: Unit, day: dt.date) -> Q:
    """The condition that the unit in `field` lies in the area of `unit` on `day` (itself included)."""
    reach = Area.objects.filter(ancestor=unit, unit=OuterRef(field), during__contains=day)
    return Q(Exists(reach))


def readable_units(actor: Actor, day: dt.date | None = None) -> QuerySet[Unit]:
    """The units whose duties and records `actor` may read on `day` (default today)."""
    if actor.post is None or actor.post.role in ADMINISTRATORS:
        return Unit.objects.none()
    if actor.post.role in READS_BELOW:
        return Unit.objects.filter(within("pk", actor.post.unit, day or clock.today()))
    return Unit.objects.filter(pk=actor.post.unit.pk)


def may_read(actor: Actor, unit: Unit, day: dt.date | None = None) -> bool:
    """Whether `actor` may read what belongs to `unit` on `day` (default today)."""
    return readable_units(actor, day).filter(pk=unit.pk).exists()


def readable_unit_or_404(actor: Actor, public_id: uuid.UUID | str) -> Unit:
    """The unit with this public id, if it lies in the actor's scope; raises Http404 otherwise."""
    unit = readable_units(actor).filter(public_id=public_id).first()
    if unit is None:
        raise Http404
    return unit


def require(actor: Actor, *roles: Role) -> Post:
    """The actor's post, if its role is one of `roles`; raises PermissionDenied otherwise."""
    if actor.post is None or actor.post.role not in roles:
        raise PermissionDenied
    return actor.post


def require_own_unit(actor: Actor, unit: Unit, *roles: Role) -> Post:
    """The actor's post, if it has one of `roles` at exactly `unit`; raises PermissionDenied otherwise."""
    post = require(actor, *roles)
    if post.unit.pk != unit.pk:
        raise PermissionDenied
    return post


def require_area(actor: Actor, unit: Unit, *roles: Role) -> Post:
    """The actor's post, if it has one of `roles` at `unit` or above it today; raises PermissionDenied otherwise."""
    post = require(actor, *roles)
    if not Unit.objects.filter(within("pk", post.unit, clock.today()), pk=unit.pk).exists():
        raise PermissionDenied
    return post


def roles(*allowed: Role) -> Callable[[View], View]:
    """Decorate a view that only the posts named in `allowed` may open.

    A stranger is sent to the sign-in page; an account whose present post has another role gets 403.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(cast(PortalRequest, request).actor, *allowed)
            return view(request, *args, **kwargs)

        # The access-matrix test reads it, so that no view is left without a rule.
        guarded.allowed_roles = frozenset(allowed)  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


def signed_in(view: View) -> View:
    """Decorate a view that every account may open, whatever its post and even without one."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.allowed_roles = frozenset(Role)  # type: ignore[attr-defined]
    return cast(View, guarded)


def public(view: View) -> View:
    """Mark a view that strangers may open too: signing in, health, verifying a document."""
    view.allowed_roles = PUBLIC  # type: ignore[attr-defined]
    return view
