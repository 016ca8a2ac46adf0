"""A real SMTP server on loopback, which can be stopped, started again and told to refuse."""

import asyncio
import socket
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """Keeps what it took in `taken`; refuses the addresses in `refusals` with their answer; ends a connection after
    `mails_a_connection` mails."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.taken: list[Message] = []
        self.refusals: dict[str, str] = {}
        self.connections = 0
        self.mails_a_connection = 1000
        self.seconds = 0.0
        """How long it thinks about each mail."""
        self._controller: Controller | None = None

    def start(self) -> None:
        """Listen on the same port as before."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Take no connection any more."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count a connection."""
        session.host_name = hostname
        session.mails = 0  # type: ignore[attr-defined]
        self.connections += 1
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a sender, or end the connection after some mails as many servers do."""
        session.mails += 1  # type: ignore[attr-defined]
        if session.mails > self.mails_a_connection:  # type: ignore[attr-defined]
            return "421 too many mails on this connection"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or refuse it."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail."""
        await asyncio.sleep(self.seconds)
        self.taken.append(message_from_bytes(envelope.content or b""))
        return "250 OK"
