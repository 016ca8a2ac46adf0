"""Reading what has not been delivered."""

import dataclasses

from django.db.models import Count, Q, QuerySet

from portal.models import Appointment, Delivery, Unit


@dataclasses.dataclass(frozen=True)
class Backlog:
    """Mails not taken yet: still waiting, failed and tried again, and those that the portal tries no more by itself."""

    waiting: int = 0
    failed: int = 0
    given_up: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.waiting + self.failed + self.given_up


def backlog() -> Backlog:
    """How many mails of this installation are still to be taken; one query."""
    counts = _unsent().aggregate(
        waiting=Count("pk", filter=Q(state=Delivery.State.WAITING)),
        failed=Count("pk", filter=Q(state=Delivery.State.FAILED, next_try_at__isnull=False)),
        given_up=Count("pk", filter=Q(state=Delivery.State.FAILED, next_try_at__isnull=True)),
    )
    return Backlog(**counts)


def unsent_in(units: QuerySet[Unit]) -> QuerySet[Delivery]:
    """The mails not taken yet to accounts with a post at one of `units` today, the oldest first."""
    posts = Appointment.objects.present().filter(unit__in=units)
    mails = _unsent().filter(account__in=posts.values("account"))
    return mails.select_related("account").order_by("made_at", "pk")


def _unsent() -> QuerySet[Delivery]:
    return Delivery.objects.exclude(state=Delivery.State.SENT)
