"""Where the servers are: from the environment, or the private ones under PORTAL_DATA. Starts nothing."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from portal import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
SOCKET_PATH_LIMIT = 90
"""Longest folder for a Unix socket: the kernel allows 107 bytes with the socket's name."""


def data_dir() -> Path:
    """The folder of this installation's data: PORTAL_DATA, default `.local/` in the checkout."""
    return Path(env.text("PORTAL_DATA", str(BASE_DIR / ".local"))).resolve()


def is_embedded() -> bool:
    """Whether the private PostgreSQL is used: DATABASE_URL is not set."""
    return not env.text("DATABASE_URL", "")


def socket_dir() -> Path:
    """The folder of the sockets: under PORTAL_DATA, or a short one where that path is too long for a socket."""
    folder = data_dir() / "run"
    if len(os.fsencode(folder)) <= SOCKET_PATH_LIMIT:
        return folder
    return Path(tempfile.gettempdir()) / f"portal-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"


def secret(name: str) -> str:
    """The secret `name` of this installation; made once and kept readable by its owner only."""
    file = data_dir() / "secrets" / name
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    value = secrets.token_urlsafe(48)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="utf-8")
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(value)
    return value


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
