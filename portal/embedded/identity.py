"""As whom the private PostgreSQL runs: it refuses to be root, so root makes and uses a system user."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from typing import TypedDict

SYSTEM_USER = "portal"
SYSTEM_HOME = Path("/var/lib/portal")


class IdentityError(Exception):
    """There is no user to run the server as; the text says what to do."""


class Identity(TypedDict, total=False):
    """Arguments of subprocess.Popen; empty for an ordinary user, who runs the server as himself."""

    user: int
    group: int
    extra_groups: list[int]


def server_identity() -> Identity:
    """The identity of the server; makes the system user where root has none yet."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _make_system_user()
        user = pwd.getpwnam(SYSTEM_USER)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _make_system_user() -> None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if useradd is None:
        raise IdentityError("useradd is missing; run as an ordinary user instead of root")
    command = [
        useradd,
        "--system",
        "--user-group",
        "--home-dir",
        str(SYSTEM_HOME),
        "--shell",
        "/usr/sbin/nologin",
    ]
    done = subprocess.run([*command, SYSTEM_USER], capture_output=True, text=True)
    already_there = 9
    if done.returncode not in (0, already_there):
        raise IdentityError(f"useradd: {done.stderr.strip()}")


def can_enter(folder: Path) -> bool:
    """Whether the server's user can come as far as `folder`: for root, whether each folder above lets others pass."""
    if os.geteuid() != 0:
        return True
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in folder.parents if parent.exists())


def own(folder: Path, mode: int) -> None:
    """Make `folder` and give it to the server's user. Raises IdentityError for a link or somebody else's folder."""
    identity = server_identity()
    folder.mkdir(parents=True, exist_ok=True)
    owners = {os.geteuid(), identity.get("user", os.geteuid())}
    if folder.is_symlink() or folder.stat().st_uid not in owners:
        raise IdentityError(f"{folder} belongs to somebody else; remove it")
    folder.chmod(mode)
    if identity:
        os.chown(folder, identity["user"], identity["group"], follow_symlinks=False)
