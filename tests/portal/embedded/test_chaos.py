"""Worker, broker and database are killed again and again while thousands of steps are told: nobody misses any."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from tests.portal.embedded.chaos_world import PEOPLE
from tests.portal.embedded.stack import Installation, read_until, until
from tests.portal.mail_server import MailServer

pytestmark = pytest.mark.long
KILLS = 20
# Backends of the database are named otherwise than the server itself, which is the one that is killed.
VICTIMS = {"worker": "celery -A portal worker", "redis": "redis-server", "postgres": "bin/postgres -D"}
NUDGED = ("duties.flag_overdue", "duties.send_digests", "portal.retry_deliveries")
NUDGED_EVERY, RECOVERY, QUIET = 5, 180, 420
"""Seconds within which mails flow again after a kill, and after the last within which the schedule alone sends the rest."""


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    server = MailServer()
    server.seconds = 0.03
    server.start()
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{server.port}")
    yield server
    server.stop()


def ask(installation: Installation, deed: str) -> Any:
    """What a function of chaos_world prints within the installation."""
    code = f"from tests.portal.embedded import chaos_world; chaos_world.{deed}()"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        env=installation.environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else None


def nudge(installation: Installation) -> None:
    """Queue the scheduled work now, where the broker is there: the schedule would do it some minutes later."""
    password = (installation.data / "secrets" / "redis").read_text(encoding="utf-8")
    broker = f"redis+socket://:{password}@{installation.sockets}/redis.sock?virtual_host=0"
    with Celery(broker=broker, set_as_current=False) as app, contextlib.suppress(OperationalError):
        for name in NUDGED:
            app.send_task(name, retry=False, ignore_result=True)


def sent(installation: Installation, mail: MailServer, number: int) -> bool:
    """Whether so many mails have gone out, as long as they go out at all."""
    before, idle = -1, 0
    while len(mail.taken) < number and idle < RECOVERY // NUDGED_EVERY:
        idle = 0 if len(mail.taken) > before else idle + 1
        before = len(mail.taken)
        nudge(installation)
        until(lambda: len(mail.taken) >= number, NUDGED_EVERY)
    return len(mail.taken) >= number


def kill(installation: Installation, victim: str, chance: random.Random) -> int:
    """Kill one process of the victim's; gives which."""
    there = [pid for pid, text in installation.processes().items() if VICTIMS[victim] in text]
    pid = chance.choice(sorted(there))
    os.kill(pid, signal.SIGKILL)
    return pid


def test_nothing_is_lost_or_doubled_when_processes_are_killed(
    installation: Installation, mail: MailServer
) -> None:
    seed = int(os.environ.get("CHAOS_SEED", time.time_ns() % 10**9))
    chance = random.Random(seed)
    print(f"\nseed {seed}")
    with installation.running("manage.py", "serve") as portal:
        read_until(portal, "平台已启动")
        ask(installation, "make")
        # The first kills meet the flagging and the digests, all others the sending.
        points = [0, 0, 0, *sorted(chance.sample(range(1, PEOPLE * 9 // 10), KILLS - 3))]
        for number, point in enumerate(points):
            nudge(installation)
            assert sent(installation, mail, point), (number, point, len(mail.taken))
            time.sleep(chance.uniform(0, 1))
            victim = chance.choice(sorted(VICTIMS))
            assert until(partial(runs, installation, victim), RECOVERY)
            pid = kill(installation, victim, chance)
            print(f"kill {number + 1}: {victim} {pid}, {len(mail.taken)} mails taken")
        assert len({message["To"] for message in mail.taken}) < PEOPLE, (
            "the mails were out before the last kill"
        )
        mail.seconds = 0
        assert until(lambda: all(runs(installation, victim) for victim in VICTIMS), RECOVERY)
        assert until(lambda: len({message["To"] for message in mail.taken}) == PEOPLE, QUIET)
        assert until(lambda: ask(installation, "tell")["states"] == {"sent": PEOPLE}, QUIET)
        told, again = ask(installation, "tell"), ask(installation, "again")
        portal.send_signal(signal.SIGINT)
        read_until(portal, "已停止")
        assert portal.wait(60) == 0
    check(told, again, mail)


def runs(installation: Installation, victim: str) -> bool:
    return any(VICTIMS[victim] in text for text in installation.processes().values())


def check(told: dict[str, Any], again: dict[str, Any], mail: MailServer) -> None:
    """Every person has every message under its stable id, every row is there once, nothing is left to do."""
    ids: dict[str, set[str]] = defaultdict(set)
    for message in mail.taken:
        ids[message["To"]].add(message["Message-ID"].partition("@")[0].lstrip("<"))
    repeats = len(mail.taken) - PEOPLE
    print(f"{told['alerts']} steps, {PEOPLE} mails, {repeats} repeated under the same id")
    assert {address: {number} for number, address in told["deliveries"].items()} == dict(ids)
    assert len(told["deliveries"]) == PEOPLE == told["told"]
    assert told["alerts"] >= PEOPLE
    assert (told["doubled"], told["undigested"]) == ([], 0)
    assert again == {"flagged": 0, "digests": 0, "ledger": 0}
