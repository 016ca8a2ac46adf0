"""Mails that wait until the mail server has taken them.

A mail is stored once for its `key` and sent at least once: it counts as sent only after the server said so, and carries
its `public_id` as Message-ID, so that a repeat after a lost answer is recognised. A server that is away delays all
mails and uses up none of their tries; a mail that the server refuses is tried again ever later, then left to the office.
"""

import dataclasses
import datetime as dt
import logging
import smtplib
import uuid
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet

from portal import clock
from portal.access import Actor
from portal.models import Delivery
from portal.services.changes import log_change
from portal.services.messages import shortened

AGAIN_AFTER = dt.timedelta(minutes=5)
LONGEST_WAIT = dt.timedelta(days=1)
TRIES = 10
"""After so many refusals, in about two days, a mail is sent no more by itself."""

SERVER_BUSY = 421
PERMANENT = 500

logger = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Mail:
    """A mail to one account; `key` makes it unique for the account, `public_id` lets a repeat be recognised."""

    account_id: int
    key: str
    subject: str
    text: str
    html: str = ""
    public_id: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)


@dataclasses.dataclass
class Sent:
    """What a run did: mails that the server took, that it refused, and whether it was away."""

    sent: int = 0
    refused: int = 0
    server_away: bool = False


class ServerAwayError(Exception):
    """The mail server cannot be reached or takes nothing at present; the text says so in words for the office."""


class RefusedError(Exception):
    """The mail server refuses this one mail; `final` where trying again is of no use."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


@transaction.atomic
def deliveries_add(*, mails: Iterable[Mail]) -> int:
    """Store mails to be sent by the next run of `send_waiting`; gives how many were not stored before."""
    now = clock.now()
    rows = [
        Delivery(
            public_id=mail.public_id,
            account_id=mail.account_id,
            key=mail.key,
            subject=shortened(mail.subject),
            text=mail.text,
            html=mail.html,
            made_at=now,
            next_try_at=now,
        )
        for mail in sorted(mails, key=lambda mail: mail.account_id)
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return Delivery.objects.filter(public_id__in=[row.public_id for row in rows]).count()


@transaction.atomic
def delivery_retry(*, actor: Actor, delivery: Delivery) -> Delivery:
    """Let a mail that is tried no more by itself be sent again, with all its tries; one that was sent stays as it is."""
    fresh = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if fresh.state == Delivery.State.SENT:
        return fresh
    before = {"attempts": fresh.attempts, "reason": fresh.reason}
    fresh.state, fresh.attempts, fresh.next_try_at = Delivery.State.WAITING, 0, clock.now()
    fresh.save(update_fields=["state", "attempts", "next_try_at"])
    log_change(actor=actor, action="delivery_retry", target=fresh, before=before, after={"attempts": 0})
    return fresh


def send_waiting() -> Sent:
    """Send every mail whose time has come, each in a transaction of its own; several workers share them out."""
    run, began = Sent(), clock.now()
    server = get_connection()
    try:
        while not run.server_away and _send_next(server, run, began):
            pass
    finally:
        _close(server)
    if run.server_away:
        logger.warning("mail server away, %d mails sent before", run.sent)
    return run


@transaction.atomic
def _send_next(server: BaseEmailBackend, run: Sent, began: dt.datetime) -> bool:
    """Send one mail, its row locked meanwhile; False where none is left."""
    mail = _due(began).select_related("account").order_by("next_try_at", "pk").first()
    if mail is None:
        return False
    try:
        _send(server, mail)
    except ServerAwayError as away:
        waiting = Delivery.objects.filter(pk__in=_due(began).values("pk"))
        waiting.update(state=Delivery.State.FAILED, reason=str(away), next_try_at=clock.now() + AGAIN_AFTER)
        run.server_away = True
        return True
    except RefusedError as refusal:
        _keep_refusal(mail, refusal)
        run.refused += 1
    else:
        mail.state, mail.reason, mail.next_try_at, mail.sent_at = Delivery.State.SENT, "", None, clock.now()
        mail.attempts += 1
        run.sent += 1
    mail.save(update_fields=["state", "reason", "next_try_at", "sent_at", "attempts"])
    return True


def _due(began: dt.datetime) -> QuerySet[Delivery]:
    """What was due when the run began and no other worker is sending."""
    free = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
    return free.filter(next_try_at__lte=began).exclude(state=Delivery.State.SENT)


def _keep_refusal(mail: Delivery, refusal: RefusedError) -> None:
    mail.state, mail.reason = Delivery.State.FAILED, str(refusal)
    mail.attempts += 1
    done = refusal.final or mail.attempts >= TRIES
    mail.next_try_at = (
        None if done else clock.now() + min(AGAIN_AFTER * 2 ** (mail.attempts - 1), LONGEST_WAIT)
    )


def _send(server: BaseEmailBackend, mail: Delivery) -> None:
    """Hand one mail to the server. Raises ServerAwayError or RefusedError."""
    if not mail.account.email or not mail.account.is_active:
        raise RefusedError("收件人没有邮箱或账号已停用;请在账号中登记邮箱。", final=True)
    try:
        server.open()
    except smtplib.SMTPAuthenticationError as error:
        logger.warning("mail server: %s", error)
        raise ServerAwayError("邮件服务器不接受本平台登录;请检查邮件设置。") from error
    except OSError as error:
        logger.warning("mail server: %s", error)
        raise ServerAwayError("邮件服务器连接不上;恢复后自动补发。") from error
    try:
        server.send_messages([message_of(mail, server)])
    except OSError as error:
        logger.warning("mail %s: %s", mail.public_id, error)
        raise _fault(error) from error
    except ValueError as error:
        raise RefusedError("收件人的邮箱地址写法有误;请在账号中改正。", final=True) from error


def _fault(error: OSError) -> Exception:
    """What a fault in the course of sending means: the server is away, or it refuses this mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max(code for code, _ in error.recipients.values())
        if code != SERVER_BUSY:
            known = "收件地址不存在或被拒收" if code >= PERMANENT else "收件地址暂时不可用"
            return RefusedError(f"邮件服务器答复:{known}(代码 {code})。")
    if isinstance(error, smtplib.SMTPDataError) and error.smtp_code != SERVER_BUSY:
        return RefusedError(f"邮件服务器未接受这封邮件(代码 {error.smtp_code})。")
    if isinstance(error, smtplib.SMTPSenderRefused):
        return ServerAwayError(f"邮件服务器不接受本平台发信(代码 {error.smtp_code});请检查邮件设置。")
    return ServerAwayError("与邮件服务器的连接中断;恢复后自动补发。")


def message_of(mail: Delivery, server: BaseEmailBackend) -> EmailMultiAlternatives:
    """The mail as it goes out, known by its Message-ID."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.account.email],
        connection=server,
        headers={"Message-ID": f"<{mail.public_id}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _close(server: BaseEmailBackend) -> None:
    """Take leave of the server; what it says then changes nothing any more."""
    try:
        server.close()
    except OSError as error:
        logger.info("closing the mail server: %s", error)
