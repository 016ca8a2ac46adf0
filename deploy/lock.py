"""Writes the lock files anew from pyproject.toml and package.json; neither names a registry. Run by `make lock`."""

import os
import subprocess
import sys

from installing.assets import npm
from installing.python import RUN_LOCK, TEST_LOCK
from installing.steps import CERTIFICATES, PYTHON, ROOT


def main() -> int:
    """Lock Python's packages, then the tests' more, then npm's."""
    compile_ = [
        str(PYTHON), "-m", "uv", "pip", "compile", "pyproject.toml", "--generate-hashes",
        "--python-version", "3.11", "--no-header", "--quiet",
    ]  # fmt: skip
    environment = os.environ | {"UV_SYSTEM_CERTS": "1", "SSL_CERT_FILE": str(CERTIFICATES)}
    for arguments in (
        ["-o", str(RUN_LOCK)],
        ["--group", "dev", "--constraint", str(RUN_LOCK), "-o", str(TEST_LOCK)],
    ):
        subprocess.run([*compile_, *arguments], check=True, cwd=ROOT, env=environment)
    npm("install", "--package-lock-only", cwd=ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
