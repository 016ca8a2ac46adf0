"""Deliveries that wait until the other side has taken them: mails to people, calls of endpoints.

A delivery is stored once for its `key` and sent at least once: it counts as sent only after the other side said so, and
carries its `public_id` (Message-ID, webhook-id), so that a repeat after a lost answer is recognised. A server that is
away delays all and uses up none of their tries; what is refused is tried again ever later, then left to the office.
"""

import dataclasses
import datetime as dt
import logging
import time
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from portal import clock
from portal.access import Actor
from portal.models import Channel, Delivery
from portal.models.channels import QUIET_FROM, QUIET_TO
from portal.services.calling import carry_to_endpoint
from portal.services.carrying import AwayError, RefusedError
from portal.services.changes import log_change
from portal.services.mailing import MailCarrier
from portal.wording import shortened

AGAIN_AFTER = dt.timedelta(minutes=5)
LONGEST_WAIT = dt.timedelta(days=1)
TRIES = 10
"""After so many refusals, in about two days, a delivery is sent no more by itself."""

BATCH = 500
RUN_SECONDS = 45
"""A run ends after so many deliveries or seconds, so that a worker is never long in stopping; the next goes on."""

UNHURRIED = "SET LOCAL synchronous_commit TO off"
"""A state that a crash of the database takes back within the moment is sent again, with its id: no commit need wait."""

HUSH = """
WITH quiet AS (
    SELECT d.id, coalesce(p.quiet_from, %(quiet_from)s) AS quiet_from, coalesce(p.quiet_to, %(quiet_to)s) AS quiet_to
    FROM portal_delivery d LEFT JOIN portal_preference p ON p.account_id = d.account_id
    WHERE d.state <> 'sent' AND d.next_try_at <= %(began)s AND coalesce(p.is_quiet, true)
      AND NOT EXISTS (SELECT FROM portal_endpoint e WHERE e.id = d.endpoint_id AND e.adapter = 'events')
    FOR UPDATE OF d SKIP LOCKED
)
UPDATE portal_delivery d
SET next_try_at = (%(day)s::date + make_interval(days => (%(hour)s >= q.quiet_from)::int, hours => q.quiet_to))
                  AT TIME ZONE 'Asia/Shanghai'
FROM quiet q WHERE q.id = d.id AND (%(hour)s >= q.quiet_from OR %(hour)s < q.quiet_to)
"""

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Parcel:
    """What is to be delivered: a mail to an account, or a call of an endpoint for an account or for its unit.

    `key` makes it unique for its recipient and channel, `public_id` lets a repeat be recognised; `url` is a path.
    """

    account_id: int | None
    key: str
    subject: str
    text: str
    html: str = ""
    url: str = ""
    endpoint_id: int | None = None
    public_id: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)


@dataclasses.dataclass
class Sent:
    """What a run did: deliveries taken and refused, whether the mail server was away, whether more is waiting."""

    sent: int = 0
    refused: int = 0
    server_away: bool = False
    more: bool = False


@transaction.atomic
def deliveries_add(*, parcels: Iterable[Parcel]) -> int:
    """Store what the next run of `send_waiting` sends; gives how much was not stored before."""
    now = clock.now()
    rows = [
        Delivery(
            public_id=parcel.public_id,
            account_id=parcel.account_id,
            endpoint_id=parcel.endpoint_id,
            channel=Channel.EMAIL if parcel.endpoint_id is None else Channel.WEBHOOK,
            key=parcel.key,
            subject=shortened(parcel.subject),
            text=parcel.text,
            html=parcel.html,
            url=parcel.url,
            made_at=now,
            next_try_at=now,
        )
        for parcel in sorted(parcels, key=lambda parcel: (parcel.account_id or 0, parcel.endpoint_id or 0))
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return Delivery.objects.filter(public_id__in=[row.public_id for row in rows]).count()


@transaction.atomic
def deliveries_retry(*, actor: Actor, deliveries: QuerySet[Delivery]) -> int:
    """Let all of `deliveries` that are tried no more by themselves be sent again; gives how many that are."""
    stuck = deliveries.filter(state=Delivery.State.FAILED, next_try_at=None).values("pk")
    number = Delivery.objects.filter(pk__in=stuck, next_try_at=None).update(
        state=Delivery.State.WAITING, attempts=0, next_try_at=clock.now()
    )
    if number:
        log_change(actor=actor, action="deliveries_retry", target_ref="deliveries", after={"counts": number})
    return number


def send_waiting(*, batch: int = BATCH) -> Sent:
    """Send what is due, each in a transaction of its own, up to a bounded number; several workers share it out."""
    run, began, mails = Sent(), clock.now(), MailCarrier()
    until = time.monotonic() + RUN_SECONDS
    _hush(began)
    try:
        run.more = all(time.monotonic() < until and _send_next(mails, run, began) for _ in range(batch))
    finally:
        mails.close()
    if run.server_away:
        logger.warning("mail server away, %d deliveries sent before", run.sent)
    return run


def _hush(began: dt.datetime) -> None:
    """Put off what would reach a person in quiet hours until they are over."""
    parameters: dict[str, Any] = {
        "began": began,
        "day": began.date(),
        "hour": began.hour,
        "quiet_from": QUIET_FROM,
        "quiet_to": QUIET_TO,
    }
    with connection.cursor() as cursor:
        cursor.execute(HUSH, parameters)


@transaction.atomic
def _send_next(mails: MailCarrier, run: Sent, began: dt.datetime) -> bool:
    """Send one delivery, its row locked meanwhile; False where none is left."""
    with connection.cursor() as cursor:
        cursor.execute(UNHURRIED)
    # By the index alone: to sort what is due anew for each of thousands would take longer than to send it.
    delivery = _free(began).select_related("account", "endpoint__unit").order_by("next_try_at").first()
    if delivery is None:
        return False
    try:
        _carry(mails, delivery)
    except AwayError as away:
        _keep_away(delivery, str(away), run, began)
    except RefusedError as refusal:
        _keep_refusal(delivery, refusal)
        run.refused += 1
    else:
        delivery.state, delivery.reason, delivery.next_try_at = Delivery.State.SENT, "", None
        delivery.sent_at = clock.now()
        delivery.attempts += 1
        run.sent += 1
    delivery.save(update_fields=["state", "reason", "next_try_at", "sent_at", "attempts"])
    return True


def _carry(mails: MailCarrier, delivery: Delivery) -> None:
    """Hand one delivery over. Raises AwayError or RefusedError, whatever goes wrong: one must not hold up all others."""
    try:
        if delivery.channel == Channel.WEBHOOK:
            carry_to_endpoint(delivery)
        else:
            mails.carry(delivery)
    except (AwayError, RefusedError):
        raise
    except Exception as error:
        logger.exception("delivery %s", delivery.public_id)
        raise RefusedError("平台内部出错,已记入运行日志。") from error


def _free(began: dt.datetime) -> QuerySet[Delivery]:
    """What was due when the run began and no other worker is sending."""
    free = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
    return free.filter(next_try_at__lte=began).exclude(state=Delivery.State.SENT)


def _keep_away(delivery: Delivery, reason: str, run: Sent, began: dt.datetime) -> None:
    """Put off all that goes the same way; an endpoint uses up a try of the one that was sent to it."""
    again = clock.now() + AGAIN_AFTER
    same = Q(endpoint=delivery.endpoint_id) if delivery.endpoint_id else Q(channel=Channel.EMAIL)
    others = Delivery.objects.filter(pk__in=_free(began).filter(same).exclude(pk=delivery.pk).values("pk"))
    others.update(state=Delivery.State.FAILED, reason=reason, next_try_at=again)
    if delivery.endpoint_id:
        _keep_refusal(delivery, RefusedError(reason))
        return
    run.server_away = True
    delivery.state, delivery.reason, delivery.next_try_at = Delivery.State.FAILED, reason, again


def _keep_refusal(delivery: Delivery, refusal: RefusedError) -> None:
    delivery.state, delivery.reason = Delivery.State.FAILED, str(refusal)[:300]
    delivery.attempts += 1
    done = refusal.final or delivery.attempts >= TRIES
    wait = min(AGAIN_AFTER * 2 ** (delivery.attempts - 1), LONGEST_WAIT)
    if refusal.again_after is not None:
        wait = max(wait, refusal.again_after)
    delivery.next_try_at = None if done else clock.now() + wait
