"""System checks of a production installation: each has an id and says how to cure it."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning

from portal.embedded import addresses


def check_production(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What an installation with a database of its own should not go without; nothing for a trial installation."""
    if addresses.is_embedded():
        return []
    found: list[CheckMessage] = []
    if not settings.HTTPS and not settings.DEBUG:
        found.append(
            Warning(
                "SITE_URL is not an https address: cookies and passwords travel readable.",
                hint="Put the portal behind TLS and set SITE_URL=https://your.host",
                id="portal.W001",
            )
        )
    if not settings.EMAIL_URL:
        found.append(
            Warning(
                "EMAIL_URL is not set: mail is written to files and reaches nobody.",
                hint="Set EMAIL_URL=smtp+tls://user:password@host:587",
                id="portal.W002",
            )
        )
    if addresses.database_url("owner") == addresses.database_url("app"):
        found.append(
            Warning(
                "The application uses the owner of the tables: it could rewrite its logs.",
                hint="Make a second database role; set DATABASE_URL to it and DATABASE_OWNER_URL to the owner.",
                id="portal.W003",
            )
        )
    return found
