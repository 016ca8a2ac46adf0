"""What a picture tells beside what it shows: the time it was taken stays, where it was taken goes.

Of EXIF the tags named here are kept and nothing else: no position, no maker's notes, no serial numbers, no remarks. XMP, IPTC,
comments, further pictures and whatever hangs on behind the end are left out with their whole parts (`containers`).
"""

import dataclasses
import datetime as dt
import struct
import warnings

from PIL import Image

from portal.clock import SHANGHAI
from portal.uploads.containers import exif_of, rebuilt

ORIENTATION, DETAILS = 0x0112, 0x8769
CHANGED, TAKEN, DIGITIZED = 0x0132, 0x9003, 0x9004
TAKEN_OFFSET, DIGITIZED_OFFSET = 0x9011, 0x9012
KEPT = frozenset({ORIENTATION, CHANGED})
KEPT_DETAILS = frozenset(
    {TAKEN, DIGITIZED, 0x9010, TAKEN_OFFSET, DIGITIZED_OFFSET, 0x9290, 0x9291, 0x9292, 0xA001}
)
"""Times, their zones and fractions, and the colour space."""

TIME = "%Y:%m:%d %H:%M:%S"
NO_EXIF = (struct.error, SyntaxError, OSError, ValueError, TypeError, KeyError, IndexError, OverflowError)
"""What broken EXIF brings; the picture is taken in without it."""


@dataclasses.dataclass(frozen=True)
class Picture:
    """A picture that says no more than it shows, and when it was taken."""

    content: bytes
    taken_at: dt.datetime | None


def without_traces(content: bytes, content_type: str) -> Picture:
    """The picture without where it was taken; its pixels and the way up stay. Raises RefusedError."""
    found = exif_of(content, content_type)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            exif, taken_at = _kept(found), _taken_at(found)
    except NO_EXIF:
        exif, taken_at = b"", None
    return Picture(rebuilt(content, content_type, exif), taken_at)


def _kept(found: bytes) -> bytes:
    """A new EXIF block with what may stay of the old one; empty where nothing does."""
    if not found:
        return b""
    old, new = _loaded(found), Image.Exif()
    for tag in KEPT & old.keys():
        new[tag] = old[tag]
    details = {tag: value for tag, value in old.get_ifd(DETAILS).items() if tag in KEPT_DETAILS}
    if details:
        new[DETAILS] = details
    return new.tobytes().removeprefix(b"Exif\0\0") if len(new) else b""


def _taken_at(found: bytes) -> dt.datetime | None:
    """When the camera says that it was; without a zone of its own it stands in this country."""
    details = _loaded(found).get_ifd(DETAILS) if found else {}
    for tag, offset in ((TAKEN, TAKEN_OFFSET), (DIGITIZED, DIGITIZED_OFFSET)):
        if moment := moment_of(str(details.get(tag, "")), str(details.get(offset, ""))):
            return moment
    return None


def moment_of(text: str, offset: str = "") -> dt.datetime | None:
    """The instant that a camera wrote down as `text`, in the zone `offset` (+08:00); None for what is no time."""
    try:
        moment = dt.datetime.strptime(text.strip("\0 "), TIME)  # noqa: DTZ007 - the zone follows
    except ValueError:
        return None
    try:
        zone = dt.datetime.strptime(offset.strip("\0 "), "%z").tzinfo
    except ValueError:
        zone = SHANGHAI
    return moment.replace(tzinfo=zone)


def _loaded(found: bytes) -> Image.Exif:
    exif = Image.Exif()
    exif.load(found)
    return exif
