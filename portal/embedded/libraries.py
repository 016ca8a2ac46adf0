"""Libraries that set-up unpacked into build/sys where it was not root: they must be named before a process starts."""

import os
import sys

from portal.embedded.addresses import BASE_DIR

VARIABLE = "LD_LIBRARY_PATH"


def use() -> None:
    """Start this process anew with the unpacked libraries, where there are any and it does not know them yet."""
    folders = [str(folder) for folder in (BASE_DIR / "build" / "sys" / "usr" / "lib").glob("*-linux-gnu")]
    known = os.environ.get(VARIABLE, "")
    if folders and folders[0] not in known.split(":"):
        os.environ[VARIABLE] = ":".join([*folders, *([known] if known else [])])
        # The unpacked fontconfig looks for its file in /etc, where nothing was put.
        os.environ.setdefault("FONTCONFIG_FILE", str(BASE_DIR / "portal" / "documents" / "fonts.conf"))
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
