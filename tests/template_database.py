"""One migrated database that each run of the tests copies, made anew only when a migration changes.

Kept on the server between runs under a name that tells its migrations, so that nobody waits for the same migrations
twice. Whoever uses one holds its advisory lock; what nobody uses is dropped when the next is made.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from psycopg2 import sql

ROOT = Path(__file__).resolve().parent.parent
NAME = "portal_template_"
MAKING, USING = 7431, 7432
"""Advisory locks of the database `postgres`: one of whoever makes a template, one (with its number) of its users."""

_connections: list[Any] = []
"""Open until the process ends, as the lock on the template is."""


def template_database() -> str:
    """The name of the database with the migrations of this checkout; made first where there is none."""
    digest = _digest()
    name, number = NAME + digest, int(digest[:7], 16)
    connection = _connect()
    _connections.append(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_lock(%s), pg_advisory_lock_shared(%s, %s)", [MAKING, USING, number]
        )
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [NAME + "%"])
        names = {row[0] for row in cursor.fetchall()}
        if name not in names:
            _drop_unused(cursor, names)
            _make(cursor, name)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [MAKING])
    return name


def _digest() -> str:
    """What tells one state of all migrations from another, those of the pinned packages among them."""
    files = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements.txt"]
    content = b"".join(file.name.encode() + file.read_bytes() for file in files)
    return hashlib.sha256(content).hexdigest()[:16]


def _connect() -> Any:
    database = settings.DATABASES["default"]
    connection = psycopg2.connect(
        dbname="postgres",
        user=database["USER"],
        password=database["PASSWORD"],
        host=database["HOST"],
        port=database["PORT"] or None,
    )
    connection.autocommit = True
    return connection


def _drop_unused(cursor: Any, names: set[str]) -> None:
    for name in names:
        number = int(name.removeprefix(NAME)[:7], 16)
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [USING, number])
        if cursor.fetchone()[0]:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [USING, number])


def _make(cursor: Any, name: str) -> None:
    """Migrate under another name, so that a template that stands is whole."""
    unfinished = sql.Identifier(f"unfinished_{name}")
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(unfinished))
    cursor.execute(sql.SQL("CREATE DATABASE {}").format(unfinished))
    subprocess.run(
        [sys.executable, "-m", "tests.template_database", f"unfinished_{name}"],
        check=True,
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(unfinished, sql.Identifier(name)))


def _migrate(name: str) -> None:
    import django  # noqa: PLC0415 - only the process that migrates sets up the apps by itself
    from django.core.management import call_command  # noqa: PLC0415

    settings.DATABASES["default"]["NAME"] = name
    django.setup()
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    _migrate(sys.argv[1])
