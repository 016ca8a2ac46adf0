"""Deliveries: 2,000 mails handed to a real mail server on loopback, beside the same mails without the portal."""

import os
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import get_connection

from bench.figures import Figure, times_once
from portal.models import Account, Delivery, Preference
from portal.services.deliveries import Parcel, deliveries_add, send_waiting
from portal.services.mailing import message_of

MAILS = 2_000
TEXT = "截至今日,由您负责或经办的应履职事项中,逾期3项。\n" * 40


def run() -> Iterator[Figure]:
    """Store and send; the floor builds the same mails and sends them over one connection."""
    Delivery.objects.all().delete()
    Account.objects.filter(username__startswith="mail-").delete()
    accounts = Account.objects.bulk_create(
        Account(username=f"mail-{n}", name="演示-收件人", email=f"mail-{n}@yanshi.example")
        for n in range(MAILS)
    )
    Preference.objects.bulk_create(Preference(account=account, is_quiet=False) for account in accounts)
    parcels = [
        Parcel(account.pk, "digest:bench", "履职提醒:逾期3项", TEXT, f"<p>{TEXT}</p>") for account in accounts
    ]
    with server():
        stored = times_once(lambda: deliveries_add(parcels=parcels))
        sent = times_once(send_all)
        floor = times_once(bare)
        left = Delivery.objects.exclude(state=Delivery.State.SENT).count()
    yield Figure(
        f"send {MAILS:,} mails to a server on loopback", sent, floor,
        "building the same mails and sending them over one connection", 3.0,
        note=f"{MAILS / sent:.0f} mails a second; stored in {stored:.2f} s; left over: {left}",
    )  # fmt: skip
    Account.objects.filter(username__startswith="mail-").delete()


def send_all() -> None:
    """Run after run until nothing is left, as the worker does."""
    while send_waiting().more:
        pass


def bare() -> None:
    """The same mails without rows, locks and states."""
    backend = get_connection()
    backend.open()
    for mail in Delivery.objects.select_related("account").iterator():
        backend.send_messages([message_of(mail, backend)])
    backend.close()


@contextmanager
def server() -> Iterator[None]:
    """A mail server in a process of its own, which takes everything."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "aiosmtpd",
        "-n",
        "-l",
        f"127.0.0.1:{port}",
        "-c",
        "aiosmtpd.handlers.Sink",
    ]
    process = subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 10
    try:
        wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Until the server answers; ConnectionError after five seconds."""
    for _ in range(50):
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise ConnectionError("the mail server did not start")
