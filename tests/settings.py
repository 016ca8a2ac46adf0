"""Settings of the tests: the owner's role, since test databases are made and dropped."""

import os

os.environ["PORTAL_DB_ROLE"] = "owner"

from portal.settings import *  # noqa: F403 - the role is read while the settings load
