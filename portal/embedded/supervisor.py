"""Runs programs as children, starts again what ends by itself, and leaves nothing running however it ends itself."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from portal.embedded.keeper import die_with_parent

STOP_SECONDS = 20
LOG_BYTES = 10 * 1024 * 1024
LONGEST_PAUSE_SECONDS = 30
STEADY_SECONDS = 60
"""A program that ran this long is started again at once when it ends; one that keeps ending waits longer each time."""


class Stopped(BaseException):
    """A signal asked for the end."""


class StartError(Exception):
    """A program ended or did not answer while the portal was starting; the text holds the end of its log."""


@dataclass(frozen=True)
class Program:
    """What to run, with what beyond the environment. Programs end in the order of `stage`, the servers last."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    stage: int = 0


class Child:
    """One running program and the history of its starts."""

    def __init__(self, program: Program, log: Path) -> None:
        self.program = program
        self.log = log
        self.pause = 0.0
        self.start()

    def start(self) -> None:
        """Start the program in a session of its own: Ctrl-C reaches the supervisor alone."""
        self.started_at = time.monotonic()
        with self.log.open("ab") as stream:
            self.process = subprocess.Popen(
                self.program.command,
                env={**os.environ, **self.program.environment},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(signal.SIGTERM),
            )

    def is_running(self) -> bool:
        """Whether the program has not ended."""
        return self.process.poll() is None

    def signal_group(self, number: int) -> None:
        """Reach the program and whatever it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def log_tail(self) -> str:
        """The end of the program's log."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-1500:]


class Supervisor:
    """The children of one running portal."""

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        self.logs = logs
        self.say = say
        self.children: list[Child] = []

    def start(self, program: Program) -> None:
        """Start a program; its output goes to a log file of its name, a large one of before is put aside."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{program.name}.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        self.children.append(Child(program, log))

    def wait_until(self, answers: Callable[[], bool], *, what: str, seconds: float = 180) -> None:
        """Wait for `answers`. Raises StartError where a child ends first or the time is up."""
        deadline = time.monotonic() + seconds
        while not answers():
            for child in self.children:
                if not child.is_running():
                    raise StartError(f"{child.program.name}:\n{child.log_tail()}")
            if time.monotonic() > deadline:
                raise StartError(f"{what}:\n{self.children[-1].log_tail()}")
            time.sleep(0.1)

    def watch(self, also: Callable[[], None]) -> None:
        """Start again what ends, for ever; `also` is called each second. Left only by an exception such as Stopped."""
        while True:
            for child in self.children:
                if not child.is_running():
                    self._start_again(child)
            also()
            time.sleep(1)

    def _start_again(self, child: Child) -> None:
        now = time.monotonic()
        steady = now - child.started_at > max(STEADY_SECONDS, child.pause * 2)
        if steady:
            child.pause = 0
        if now < child.started_at + child.pause:
            return
        child.signal_group(signal.SIGKILL)
        self.say(f"{child.program.name} 已退出(状态 {child.process.returncode}),重新启动;日志:{child.log}")
        child.start()
        child.pause = min(LONGEST_PAUSE_SECONDS, child.pause * 2 or 1)

    def stop(self) -> None:
        """End all children stage by stage, in order where they can, by force where they do not."""
        for stage in sorted({child.program.stage for child in self.children}):
            children = [child for child in self.children if child.program.stage == stage]
            for child in children:
                if child.is_running():
                    child.process.terminate()
            deadline = time.monotonic() + STOP_SECONDS
            for child in children:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.0, deadline - time.monotonic()))
                child.signal_group(signal.SIGKILL)
                child.process.wait()
        self.children.clear()


@contextlib.contextmanager
def stop_signals() -> Iterator[None]:
    """Within: the first Ctrl-C, TERM or HUP raises Stopped, further ones are ignored. A HUP ignored by nohup stays so."""
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        numbers.append(signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in numbers:
        signal.signal(each, stop)
    yield
