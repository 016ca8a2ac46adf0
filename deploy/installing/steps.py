"""What all steps share: where things lie, running a command, remembering what is done."""

import hashlib
import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build"
STAMPS = BUILD / "stamps"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


class SetupError(Exception):
    """A step that could not be done; the text says why and what to do."""


def say(text: str) -> None:
    """Tell the person waiting what is being done."""
    print(f"setup: {text}", flush=True)


def run(
    *command: str | Path, step: str, cwd: Path = ROOT, environment: Mapping[str, str] | None = None
) -> str:
    """Run a command and return its output; raises SetupError with the end of its output where it fails."""
    variables = {**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})}
    if CERTIFICATES.exists():
        variables.setdefault("SSL_CERT_FILE", str(CERTIFICATES))
    try:
        done = subprocess.run(
            [str(part) for part in command],
            env=variables,
            cwd=cwd,
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
        )
    except OSError as error:
        raise SetupError(f"{step}: {error}") from error
    if done.returncode:
        raise SetupError(f"{step}: {(done.stderr.strip() or done.stdout.strip())[-1500:]}")
    return done.stdout


def digest(files: Iterable[Path], *words: str) -> str:
    """A hash of the files' names and contents, and of further words."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    for word in words:
        total.update(f"\0{word}".encode())
    return total.hexdigest()


def is_done(name: str, value: str, *, stamps: Path = STAMPS) -> bool:
    """Whether the step `name` was done for just this value."""
    stamp = stamps / name
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def set_done(name: str, value: str, *, stamps: Path = STAMPS) -> None:
    """Remember that the step `name` was done for this value."""
    stamps.mkdir(parents=True, exist_ok=True)
    (stamps / name).write_text(value, encoding="utf-8")
