#!/usr/bin/env python
"""The command line of the portal; starts the private database where a command needs it."""

import os
import sys

from django.core.management import execute_from_command_line

from portal.embedded import lease, libraries
from portal.embedded.postgres import EmbeddedError

OWNER_COMMANDS = {"migrate", "sqlmigrate", "makemigrations", "make_world", "import_data"}
WITHOUT_DATABASE = {"help", "collectstatic", "version", "--version", "--help", "startapp"}


def main() -> int:
    """Run one management command."""
    libraries.use()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in OWNER_COMMANDS:
        os.environ.setdefault("PORTAL_DB_ROLE", "owner")
    try:
        if command not in WITHOUT_DATABASE:
            lease.take()
    except EmbeddedError as error:
        print(f"私有数据库未能启动:{error}", file=sys.stderr)
        return 1
    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
