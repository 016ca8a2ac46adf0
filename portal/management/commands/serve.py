"""manage.py serve: the whole portal in one command, with its private servers (`make run`)."""

import contextlib
import fcntl
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from portal import environment as env
from portal.embedded import addresses, lease, postgres, redis
from portal.embedded.supervisor import Program, StartError, Stopped, Supervisor, stop_signals
from portal.models import Unit
from portal.selectors.installation import installation

SERVERS = 1
"""The stage of what the other programs stand on: it ends after them."""


class Command(BaseCommand):
    """Starts what is missing, waits until a page can be had, prints the address, and ends on Ctrl-C."""

    help = "启动整个平台:数据库、Redis、网页、后台任务与定时任务;Ctrl-C 结束"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal asks for the end."""
        self.host, self.port = env.text("HOST", "127.0.0.1"), env.integer("PORT", 8000)
        supervisor = Supervisor(settings.DATA_DIR / "logs", self._say)
        with stop_signals(), self._alone():
            try:
                self._start(supervisor)
                self._greet()
                supervisor.watch(also=self._renew_lease)
            except Stopped:
                self._say("\n正在停止……")
            except (StartError, postgres.EmbeddedError) as error:
                raise CommandError(f"平台未能启动:{error}") from error
            finally:
                supervisor.stop()
        self._say("已停止。")

    def _say(self, text: str) -> None:
        with contextlib.suppress(OSError):  # the terminal may be gone, the children must still be ended
            self.stdout.write(text)
            self.stdout.flush()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One portal per data folder, and a free port."""
        with (settings.DATA_DIR / "serve.lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CommandError(f"该数据目录的平台已在运行:{settings.DATA_DIR}") from None
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((self.host, self.port))
                except OSError as error:
                    text = (
                        f"端口 {self.host}:{self.port} 不可用({error.strerror});请换一个:PORT=8001 make run"
                    )
                    raise CommandError(text) from error
            yield

    def _start(self, supervisor: Supervisor) -> None:
        if not env.text("REDIS_URL", ""):
            supervisor.start(Program("redis", redis.prepare(), stage=SERVERS))
            supervisor.wait_until(redis.accepts, what="Redis 没有应答")
        if not _is_migrated():
            self._say("正在建立数据表……")
            manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
            if subprocess.run([*manage, "migrate", "--verbosity", "0"]).returncode:
                raise StartError("数据表未能建立,原因见上")
        if not Unit.objects.exists():
            call_command("first_data", stdout=self.stdout)
            if addresses.is_embedded():
                postgres.analyse()
        connection.close()
        for program in self._programs():
            supervisor.start(program)
        supervisor.wait_until(self._is_ready, what="网页没有应答")

    def _programs(self) -> list[Program]:
        python = [sys.executable, "-m"]
        celery = [*python, "celery", "-A", "portal"]
        schedule = settings.DATA_DIR / "beat"
        schedule.mkdir(exist_ok=True)
        return [
            Program(
                "web",
                [
                    *python, "gunicorn", "portal.wsgi", "--bind", f"{self.host}:{self.port}", "--workers", "2",
                    "--threads", "4", "--timeout", "60", "--graceful-timeout", "10", "--no-control-socket",
                ],
            ),
            Program(
                "worker",
                [
                    *celery, "worker", "--concurrency", "2", "--max-tasks-per-child", "100",
                    "--without-gossip", "--without-mingle", "--loglevel", "INFO",
                ],
            ),
            Program(
                "beat",
                [*celery, "beat", "--pidfile=", "--schedule", str(schedule / "schedule"), "--loglevel", "INFO"],
            ),
        ]  # fmt: skip

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{self.host}:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _greet(self) -> None:
        if installation().demo:
            call_command("demo_accounts", stdout=self.stdout)
        connection.close()
        self._say(f"平台已启动:{settings.SITE_URL}/(Ctrl-C 结束;日志在 {settings.DATA_DIR / 'logs'})")

    def _renew_lease(self) -> None:
        with contextlib.suppress(postgres.EmbeddedError):
            if lease.renew():
                self._say("私有数据库已退出,已重新启动。")


def _is_migrated() -> bool:
    """Whether the tables are as this program wants them. A database half made before its grants counts as not."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False
