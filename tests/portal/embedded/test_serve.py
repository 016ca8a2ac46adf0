"""`make run`: everything starts, answers, and leaves nothing running."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from tests.portal.embedded.stack import Installation, read_until, until

PARTS = ("bin/postgres -D", "redis-server", "gunicorn portal.wsgi", "portal worker", "portal beat")


def is_whole(installation: Installation) -> bool:
    running = "\n".join(installation.processes().values())
    return all(part in running for part in PARTS)


def test_the_portal_starts_serves_works_and_ends(installation: Installation) -> None:
    with installation.running("manage.py", "serve") as portal:
        read_until(portal, "平台已启动")
        assert is_whole(installation)
        with urllib.request.urlopen(f"http://127.0.0.1:{installation.port}/login/") as answer:
            assert "登录" in answer.read().decode()
        celery = [sys.executable, "-m", "celery", "-A", "portal", "inspect", "ping", "--timeout", "10"]
        ping = subprocess.run(celery, env=installation.environment, capture_output=True, text=True)
        assert "pong" in ping.stdout, ping.stdout + ping.stderr

        with installation.running("manage.py", "serve") as second:
            assert "已在运行" in read_until(second, "已在运行")

        portal.send_signal(signal.SIGINT)
        read_until(portal, "已停止")
        assert portal.wait(30) == 0
        assert until(lambda: not installation.processes(), 5), installation.processes()


@pytest.mark.long
def test_a_part_that_is_killed_comes_back_and_a_killed_portal_leaves_nothing(
    installation: Installation,
) -> None:
    with installation.running("manage.py", "serve") as portal:
        read_until(portal, "平台已启动")
        web = next(pid for pid, text in installation.processes().items() if "gunicorn" in text)
        os.kill(web, signal.SIGKILL)
        assert until(lambda: web not in installation.processes() and is_whole(installation))
        portal.kill()
        assert until(lambda: not installation.processes()), installation.processes()


def test_a_taken_port_is_named(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", installation.port))
        taken.listen()
        with installation.running("manage.py", "serve") as portal:
            assert str(installation.port) in read_until(portal, "不可用")
            assert portal.wait(30) == 1
