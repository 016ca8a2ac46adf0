"""Health checks inside containers: an address answers 200, or a file was written within the last ten minutes."""

import sys
import time
import urllib.request
from pathlib import Path

FRESH_SECONDS = 600


def main(what: str) -> int:
    """Status 0 where `what`, an http address or a path, is well."""
    try:
        if what.startswith("http://"):
            with urllib.request.urlopen(what, timeout=5) as answer:
                return 0 if answer.status == 200 else 1
        return 0 if time.time() - Path(what).stat().st_mtime < FRESH_SECONDS else 1
    except OSError as error:
        print(error)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
