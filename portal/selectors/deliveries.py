"""Reading deliveries: what has not been taken yet, and why."""

import dataclasses

from django.db.models import Count, Q, QuerySet

from portal import access
from portal.access import Actor
from portal.models import Appointment, Channel, Delivery, Role, Unit

WAITING = Q(state=Delivery.State.WAITING)
RETRIED = Q(state=Delivery.State.FAILED, next_try_at__isnull=False)
GIVEN_UP = Q(state=Delivery.State.FAILED, next_try_at__isnull=True)

SHELVES: dict[str, tuple[str, Q]] = {
    "waiting": ("待发送", WAITING),
    "retried": ("自动重试", RETRIED),
    "given-up": ("不再重试", GIVEN_UP),
    "sent": ("已发送", Q(state=Delivery.State.SENT)),
}
"""What a list of deliveries can be narrowed to."""


@dataclasses.dataclass(frozen=True)
class Backlog:
    """Deliveries not taken yet: still waiting, failed and tried again, and those that the portal tries no more by itself."""

    waiting: int = 0
    failed: int = 0
    given_up: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.waiting + self.failed + self.given_up


def backlog(channel: Channel | None = None) -> Backlog:
    """How many deliveries of this installation (by one channel) are still to be taken; one query."""
    rows = _unsent() if channel is None else _unsent().filter(channel=channel)
    counts = rows.aggregate(
        waiting=Count("pk", filter=WAITING),
        failed=Count("pk", filter=RETRIED),
        given_up=Count("pk", filter=GIVEN_UP),
    )
    return Backlog(**counts)


def readable_deliveries(actor: Actor) -> QuerySet[Delivery]:
    """The deliveries that `actor` may see, the latest first: all for the system administrator (whom pages show neither
    subject nor text), those of its area for the office."""
    rows = Delivery.objects.select_related("account", "endpoint__unit").order_by("-made_at", "-pk")
    if actor.role == Role.SYSTEM_ADMIN:
        return rows
    if actor.role == Role.OFFICE:
        return _concerning(rows, access.readable_units(actor))
    return rows.none()


def _concerning(rows: QuerySet[Delivery], units: QuerySet[Unit]) -> QuerySet[Delivery]:
    posts = Appointment.objects.present().filter(unit__in=units)
    return rows.filter(Q(account__in=posts.values("account")) | Q(account=None, endpoint__unit__in=units))


def _unsent() -> QuerySet[Delivery]:
    return Delivery.objects.exclude(state=Delivery.State.SENT)
