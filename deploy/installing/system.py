"""System packages: installed by apt as root; unpacked into build/sys where root is not to be had."""

import ctypes.util
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from installing.steps import BUILD, SetupError, run, say

OWN = BUILD / "sys"
APT = BUILD / "apt"


@dataclass(frozen=True)
class SystemPackage:
    """A Debian package and how one sees that what it brings is there already, from wherever."""

    name: str
    is_there: Callable[[], bool]


def _library(name: str) -> Callable[[], bool]:
    return lambda: ctypes.util.find_library(name) is not None or any(OWN.glob(f"usr/lib/*/lib{name}.so.*"))


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None or (OWN / "usr" / "bin" / name).exists()


def _font(name: str) -> Callable[[], bool]:
    place = Path("usr/share/fonts/opentype/noto") / name
    return lambda: (Path("/") / place).exists() or (OWN / place).exists()


DOCUMENTS = (
    SystemPackage("libpango-1.0-0", _library("pango-1.0")),
    SystemPackage("libpangoft2-1.0-0", _library("pangoft2-1.0")),
    SystemPackage("libharfbuzz-subset0", _library("harfbuzz-subset")),
    SystemPackage("fonts-noto-cjk", _font("NotoSerifCJK-Regular.ttc")),
)
TESTS = (
    SystemPackage("poppler-utils", _program("pdftotext")),
    SystemPackage("libatomic1", _library("atomic")),
    SystemPackage("chromium", _program("chromium")),
)
TOO_LARGE_TO_UNPACK = {"chromium"}
"""800 MB with what it needs: only a system package."""


def packages(*, for_tests: bool) -> None:
    """Bring the missing system packages; where that cannot be done, name the command and go on."""
    wanted = DOCUMENTS + (TESTS if for_tests else ())
    missing = [package.name for package in wanted if not package.is_there()]
    if not missing:
        return
    if shutil.which("apt-get") is None:
        say(
            f"not Debian: install what corresponds to {' '.join(missing)} (needed for PDF documents and tests)"
        )
        return
    try:
        left = _install(missing) if os.geteuid() == 0 else _unpack(missing)
    except SetupError as error:
        say(str(error))
        left = missing
    if left:
        say(f"run as root: apt-get update && apt-get install --no-install-recommends {' '.join(left)}")


def _install(names: list[str]) -> list[str]:
    say(f"system packages {' '.join(names)}")
    apt("install", "--yes", "--no-install-recommends", *names)
    return []


def _unpack(names: list[str]) -> list[str]:
    """Unpack what is small enough; returns what is not."""
    small = [name for name in names if name not in TOO_LARGE_TO_UNPACK]
    if small:
        say(f"system packages {' '.join(small)}, unpacked into build/sys since this is not root")
        apt("install", "--download-only", "--yes", "--no-install-recommends", *small)
        for package in (APT / "cache" / "archives").glob("*.deb"):
            run("dpkg-deb", "-x", package, OWN, step=f"dpkg-deb -x {package.name}")
        shutil.rmtree(APT / "cache", ignore_errors=True)
    return [name for name in names if name in TOO_LARGE_TO_UNPACK]


def apt(*arguments: str, cwd: Path = BUILD) -> None:
    """Run apt-get; where it fails, fetch the package lists and try once more. Works without root on own folders."""
    options = ["-o", "APT::Sandbox::User=root", "-o", "Acquire::Retries=3"]
    if os.geteuid() != 0:
        for folder in ("state/lists/partial", "cache/archives/partial"):
            (APT / folder).mkdir(parents=True, exist_ok=True)
        options += [
            "-o", f"Dir::State={APT / 'state'}", "-o", "Dir::State::status=/var/lib/dpkg/status",
            "-o", f"Dir::Cache={APT / 'cache'}", "-o", "Debug::NoLocking=true",
        ]  # fmt: skip
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    command = ("apt-get", *options, *arguments)
    step = f"apt-get {' '.join(arguments)}"
    try:
        run(*command, step=step, cwd=cwd, environment=environment)
    except SetupError:
        run("apt-get", *options, "update", step="apt-get update", environment=environment)
        run(*command, step=step, cwd=cwd, environment=environment)
