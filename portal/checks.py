"""System checks of a production installation: each has an id and says how to cure it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from fontTools.ttLib import TTFont, TTLibError

from portal.documents.fonts import Face
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


RESTRICTED = 0x0002
"""The bit of fsType by which a typeface forbids to be embedded."""


def check_paper_fonts(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What is wrong with the organ's own typefaces; nothing where it has none."""
    if not settings.PAPER_FONTS:
        return []
    files = [face.own_file for face in Face]
    if not any(files):
        return [
            Error(
                f"PAPER_FONTS names {settings.PAPER_FONTS}, which holds no typeface.",
                hint="Put title, song, hei, kai or fang there, as .ttf or .otf, or leave PAPER_FONTS empty.",
                id="portal.E001",
            )
        ]
    return [fault for path in files if path is not None and (fault := _font_fault(path)) is not None]


def _font_fault(path: Path) -> CheckMessage | None:
    """Why a typeface cannot be used in papers."""
    try:
        with path.open("rb") as stream, TTFont(stream, lazy=True) as font:
            restricted = font["OS/2"].fsType & RESTRICTED
    except (TTLibError, KeyError, OSError):
        return Error(f"{path} is not a TrueType or OpenType face.", hint="Replace it.", id="portal.E002")
    if not restricted:
        return None
    return Error(
        f"{path} forbids to be embedded: papers would not be PDF/A.",
        hint="Ask its maker for a licence and a file that may be embedded.",
        id="portal.E003",
    )
