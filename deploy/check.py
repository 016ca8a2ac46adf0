"""`make check`: every static check, each with its time; ends with status 1 where one finds something."""

import subprocess
import sys
import time

from installing.steps import ROOT, VENV

BIN = VENV / "bin"
PYTHON = BIN / "python"
CHECKS: dict[str, list[object]] = {
    "ruff": [PYTHON, "-m", "ruff", "check", "--quiet", "."],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--quiet", "--check", "."],
    "mypy --strict": [PYTHON, "-m", "mypy", "--no-error-summary"],
    "mypy --strict deploy": [PYTHON, "-m", "mypy", "--no-error-summary", "deploy"],
    "import-linter": [BIN / "lint-imports", "--no-cache"],
    "makemigrations --check": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "manage.py check": [PYTHON, "manage.py", "check", "--fail-level", "WARNING"],
    "djlint": [PYTHON, "-m", "djlint", "--quiet", "--lint", "templates"],
    "pip check": [PYTHON, "-m", "pip", "check"],
}


def main() -> int:
    """Run all, also after one has failed."""
    failed = []
    for name, command in CHECKS.items():
        started = time.monotonic()
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        word = "ok" if done.returncode == 0 else "FAILED"
        print(f"check: {name}: {word} ({time.monotonic() - started:.1f} s)", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout[-6000:] + done.stderr[-3000:], flush=True)
    if failed:
        print(f"check: {len(failed)} of {len(CHECKS)} failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
