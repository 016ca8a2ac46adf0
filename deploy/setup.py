"""Makes the working environment of a checkout; standard library only, safe to run again.

    python3 deploy/setup.py            what the portal needs to run
    python3 deploy/setup.py --tests    that, and what its tests and checks need

Each step is skipped where nothing has changed since it was done. What the machine does not allow (system packages without
root) is named with the command to run, and set-up goes on.
"""

import fcntl
import sys

from installing import assets, fonts, python, system
from installing.steps import BUILD, SetupError


def main(arguments: list[str]) -> int:
    """All steps in order; exit status 1 with the cause where one fails."""
    if unknown := set(arguments) - {"--tests"}:
        print(f"setup: unknown argument {min(unknown)}; there is only --tests", file=sys.stderr)
        return 2
    for_tests = bool(arguments)
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            python.virtual_environment()
            python.packages(for_tests=for_tests)
            system.packages(for_tests=for_tests)
            fonts.fandol()
            assets.vendor_files()
            assets.collect()
        except SetupError as error:
            print(f"setup failed: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
