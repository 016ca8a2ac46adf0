"""Where the servers are: from the environment, or the private ones under PORTAL_DATA. Starts nothing."""

import contextlib
import hashlib
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from portal import environment as env
from portal.embedded.identity import SYSTEM_HOME, can_enter

BASE_DIR = Path(__file__).resolve().parent.parent.parent
SOCKET_PATH_LIMIT = 90
"""Longest folder for a Unix socket: the kernel allows 107 bytes with the socket's name."""
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")
"""What needs no quoting in any of the addresses that hold the path."""


def data_dir() -> Path:
    """The folder of this installation's data: PORTAL_DATA, default `.local/` in the checkout."""
    return Path(env.text("PORTAL_DATA", str(BASE_DIR / ".local"))).resolve()


def is_embedded() -> bool:
    """Whether the private PostgreSQL is used: DATABASE_URL is not set."""
    return not env.text("DATABASE_URL", "")


def server_home() -> Path:
    """Where the private servers live: the data folder, or one of the system user's where that user cannot enter it.

    The latter goes by the installation's secret too: a data folder made anew finds no server of its forerunner.
    """
    folder = data_dir()
    return folder if can_enter(folder) else SYSTEM_HOME / _mark(folder, secret("database-owner"))


def socket_dir() -> Path:
    """The folder of the sockets: with the servers, or a short plain one where that path does not do for a socket."""
    folder = server_home() / "run"
    if len(os.fsencode(folder)) <= SOCKET_PATH_LIMIT and PLAIN_PATH.fullmatch(str(folder)):
        return folder
    return Path("/tmp") / f"portal-{_mark(folder)}"  # not gettempdir(): all processes must agree


def _mark(folder: Path, more: str = "") -> str:
    return hashlib.sha256(os.fsencode(folder) + more.encode()).hexdigest()[:12]


def secret(name: str) -> str:
    """The secret `name` of this installation; made once and kept readable by its owner only."""
    file = data_dir() / "secrets" / name
    with contextlib.suppress(FileNotFoundError):
        return file.read_text(encoding="utf-8")
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written apart and linked when whole: of two that start at once, one makes it and both read the same.
    with tempfile.NamedTemporaryFile("w", dir=file.parent, encoding="utf-8") as new:
        new.write(secrets.token_urlsafe(48))
        new.flush()
        with contextlib.suppress(FileExistsError):
            os.link(new.name, file)
    return file.read_text(encoding="utf-8")


def database_url(role: Literal["owner", "app"]) -> str:
    """Address of the database for the owner (migrations) or the application's role.

    DATABASE_OWNER_URL falls back to DATABASE_URL, and both to the private server.
    """
    given = env.text("DATABASE_URL", "")
    if given:
        return env.text("DATABASE_OWNER_URL", given) if role == "owner" else given
    password = quote(secret(f"database-{role}"), safe="")
    return (
        f"postgresql://portal_{role}:{password}@/portal?host={quote(str(socket_dir()), safe='/')}&port=5432"
    )


def redis_url(number: int, *, for_celery: bool = False) -> str:
    """Address of a Redis database, as Django's cache or Celery writes it."""
    given = env.text("REDIS_URL", "")
    if given:
        return f"{given.rstrip('/')}/{number}"
    socket, password = socket_dir() / "redis.sock", secret("redis")
    if for_celery:
        return f"redis+socket://:{password}@{socket}?virtual_host={number}"
    return f"unix://:{password}@{socket}?db={number}"


def secret_key() -> str:
    """Django's SECRET_KEY; generated only where the private servers are used."""
    if is_embedded():
        return env.text("SECRET_KEY", "") or secret("django")
    return env.text("SECRET_KEY")
