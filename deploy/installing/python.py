"""The virtual environment and its hash-locked packages."""

import sys

from installing.steps import PYTHON, ROOT, VENV, SetupError, digest, is_done, run, say, set_done

RUN_LOCK = ROOT / "requirements.txt"
TEST_LOCK = ROOT / "deploy" / "requirements-tests.txt"
STAMPS = VENV / "stamps"
"""Within the environment, so that one made anew is not taken for filled."""


def virtual_environment() -> None:
    """Make .venv with the machine's Python. Raises SetupError for a Python that the pinned wheels do not know."""
    if sys.version_info[:2] not in {(3, 11), (3, 12)}:
        raise SetupError(f"Python 3.11 or 3.12 is needed; this one is {sys.version.split()[0]}")
    if PYTHON.exists():
        return
    say("virtual environment")
    run(
        sys.executable, "-m", "venv", "--clear", VENV,
        step="python3 -m venv (on Debian: apt-get install python3-venv)",
    )  # fmt: skip


def packages(*, for_tests: bool) -> None:
    """Install what the lock files name, each file of a package checked against its hash.

    The lock of the tests holds that of the portal and more, so one installation serves for both.
    """
    done = {lock: digest([lock], str(PYTHON.resolve())) for lock in (RUN_LOCK, TEST_LOCK)}
    lock = TEST_LOCK if for_tests else RUN_LOCK
    if is_done(lock.stem, done[lock], stamps=STAMPS):
        return
    say(f"Python packages of {lock.relative_to(ROOT)} (about a minute)")
    run(
        PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--only-binary", ":all:", "--require-hashes", "-r", lock, step="pip install",
    )  # fmt: skip
    for covered in (lock, RUN_LOCK):
        set_done(covered.stem, done[covered], stamps=STAMPS)
