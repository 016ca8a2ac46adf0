"""Makes the working environment of a checkout; standard library only, safe to run again.

Steps: virtual environment, hash-locked Python packages, the system libraries of WeasyPrint. Each step is skipped where
its stamp says that nothing has changed.
"""

import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.txt"
STAMP = VENV / "requirements.sha256"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
LIBRARIES = {"pango-1.0": "libpango-1.0-0", "pangoft2-1.0": "libpangoft2-1.0-0"}


class SetupError(Exception):
    """A step that could not be done; the text says why and what to do."""


def run(*command: str | Path, step: str) -> None:
    """Run a command; raises SetupError with the end of its output where it fails."""
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "UV_SYSTEM_CERTS": "1"}
    if CERTIFICATES.exists():
        environment.setdefault("SSL_CERT_FILE", str(CERTIFICATES))
    done = subprocess.run(
        [str(part) for part in command], env=environment, capture_output=True, text=True, cwd=ROOT
    )
    if done.returncode:
        raise SetupError(f"{step}: {(done.stderr or done.stdout).strip()[-1500:]}")


def virtual_environment() -> None:
    """Make .venv with the machine's Python."""
    if sys.version_info[:2] < (3, 11) or sys.version_info[:2] > (3, 12):
        raise SetupError("Python 3.11 or 3.12 is needed; this one is " + sys.version.split()[0])
    if (VENV / "bin" / "python").exists():
        return
    print("setup: virtual environment", flush=True)
    run(sys.executable, "-m", "venv", VENV, step="python3 -m venv (on Debian: apt-get install python3-venv)")


def packages() -> None:
    """Install what the lock file names, each checked against its hash."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == digest:
        return
    print("setup: Python packages (about a minute)", flush=True)
    pip = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"]
    run(*pip, "--require-hashes", "-r", LOCK, step="pip install")
    STAMP.write_text(digest, encoding="utf-8")


def system_libraries() -> None:
    """Install what WeasyPrint needs of the system, or name the command where apt may not be used."""
    missing = [package for library, package in LIBRARIES.items() if ctypes.util.find_library(library) is None]
    if not missing:
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing, "libharfbuzz-subset0"]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"setup: for PDF documents run as root: {' '.join(command)}", flush=True)
        return
    print("setup: system libraries", flush=True)
    run("apt-get", "update", step="apt-get update")
    run(*command, step="apt-get install")


def main() -> int:
    """All steps in order; exit status 1 with the cause where one fails."""
    try:
        virtual_environment()
        packages()
        system_libraries()
    except SetupError as error:
        print(f"setup failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
