"""Handing mails to the mail server over one connection."""

import logging
import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from portal.models import Delivery
from portal.services.carrying import AwayError, RefusedError

SERVER_BUSY = 421
PERMANENT = 500

logger = logging.getLogger(__name__)


class MailCarrier:
    """One connection to the mail server, opened when the first mail goes out and kept for the next ones."""

    def __init__(self) -> None:
        self._server = get_connection()
        self._carried = False

    def carry(self, mail: Delivery) -> None:
        """Hand over one mail. Raises AwayError where the server is away, RefusedError where it refuses this mail.

        Servers end a connection after some mails; then one more is opened before the server counts as away.
        """
        try:
            self._carry(mail)
        except AwayError:
            if not self._carried:
                raise
            self.close()
            self._carry(mail)
        self._carried = True

    def close(self) -> None:
        """Take leave of the server; what it says then changes nothing any more."""
        self._carried = False
        try:
            self._server.close()
        except OSError as error:
            logger.info("closing the mail server: %s", error)

    def _carry(self, mail: Delivery) -> None:
        account = mail.account
        if account is None or not account.email or not account.is_active:
            raise RefusedError("收件人没有邮箱或账号已停用;请在账号中登记邮箱。", final=True)
        try:
            self._server.open()
        except smtplib.SMTPAuthenticationError as error:
            logger.warning("mail server: %s", error)
            raise AwayError("邮件服务器不接受本平台登录;请检查邮件设置。") from error
        except OSError as error:
            logger.warning("mail server: %s", error)
            raise AwayError("邮件服务器连接不上;恢复后自动补发。") from error
        try:
            self._server.send_messages([message_of(mail, self._server)])
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
        return AwayError(f"邮件服务器不接受本平台发信(代码 {error.smtp_code});请检查邮件设置。")
    return AwayError("与邮件服务器的连接中断;恢复后自动补发。")


def message_of(mail: Delivery, server: BaseEmailBackend) -> EmailMultiAlternatives:
    """The mail as it goes out, known by its Message-ID."""
    assert mail.account is not None, "a mail goes to an account"
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
