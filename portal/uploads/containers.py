"""How JPEG, PNG and WEBP files are laid out: their parts are kept by name, so that what nobody named goes.

Nothing is decoded or packed anew: the picture stays the same to the last pixel.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from portal.uploads import RefusedError

Bytes = bytes | memoryview

UNREADABLE = "图片结构无法识别;请用看图软件另存为新图片后再上传"
EXIF_PREFIX = b"Exif\0\0"


class Part(NamedTuple):
    """One part of a file: what it is, its content, and all its bytes with head and tail."""

    kind: bytes
    body: memoryview
    whole: memoryview


def exif_of(content: bytes, content_type: str) -> bytes:
    """The EXIF block of a picture, empty where it has none; raises RefusedError."""
    name, prefix = {
        "image/jpeg": (APP1, EXIF_PREFIX),
        "image/png": (b"eXIf", b""),
        "image/webp": (b"EXIF", b""),
    }[content_type]
    for part in READERS[content_type](memoryview(content)):
        if part.kind == name and part.body[: len(prefix)] == prefix:
            return bytes(part.body).removeprefix(EXIF_PREFIX)
    return b""


def rebuilt(content: bytes, content_type: str, exif: bytes) -> bytes:
    """The picture with the parts that draw it and this EXIF block alone; raises RefusedError."""
    parts = READERS[content_type](memoryview(content))
    return b"".join(WRITERS[content_type](parts, exif))


# --- JPEG ------------------------------------------------------------------------------------------------------------
START, END, SCAN = b"\xff\xd8", b"\xff\xd9", b"\xda"
APP0, APP1, APP2, APP14 = b"\xe0", b"\xe1", b"\xe2", b"\xee"
PICTURE = frozenset(
    bytes([kind]) for kind in (*range(0xC0, 0xC8), *range(0xC9, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD)
)
"""Tables, frames and scans; all else is written about the picture."""
NAMED = {APP0: b"JFIF\0", APP2: b"ICC_PROFILE\0", APP14: b"Adobe"}
"""Of what is written about it: its kind and its colours."""
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _read_jpeg(content: memoryview) -> Iterator[Part]:
    if content[:2] != START:
        raise RefusedError(UNREADABLE)
    place = 2
    while place + 4 <= len(content) and content[place : place + 2] != END:
        if content[place] != 0xFF:
            raise RefusedError(UNREADABLE)
        kind = bytes(content[place + 1 : place + 2])
        if kind == b"\xff":
            place += 1
            continue
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        body = content[place + 4 : end]
        if kind == SCAN:
            found = AFTER_SCAN.search(content, end)
            end = found.start() if found else len(content)
        if end <= place + 3 or end > len(content):
            raise RefusedError(UNREADABLE)
        yield Part(kind, body, content[place:end])
        place = end


def _write_jpeg(parts: Iterable[Part], exif: bytes) -> Iterator[Bytes]:
    yield START
    waiting = exif
    for part in parts:
        if waiting and part.kind != APP0:
            body = EXIF_PREFIX + waiting
            yield b"\xff" + APP1 + (len(body) + 2).to_bytes(2, "big") + body
            waiting = b""
        name = NAMED.get(part.kind)
        if part.kind in PICTURE or (name and part.body[: len(name)] == name):
            yield part.whole
    yield END


# --- PNG -------------------------------------------------------------------------------------------------------------
SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"cICP"}
)  # fmt: skip


def _read_png(content: memoryview) -> Iterator[Part]:
    place = len(SIGNATURE)
    if content[:place] != SIGNATURE:
        raise RefusedError(UNREADABLE)
    kind = b""
    while kind != b"IEND":
        end = place + 12 + int.from_bytes(content[place : place + 4], "big")
        if place + 12 > len(content) or end > len(content):
            raise RefusedError(UNREADABLE)
        kind = bytes(content[place + 4 : place + 8])
        yield Part(kind, content[place + 8 : end - 4], content[place:end])
        place = end


def _write_png(parts: Iterable[Part], exif: bytes) -> Iterator[Bytes]:
    yield SIGNATURE
    for part in parts:
        if part.kind in CHUNKS:
            yield part.whole
        if part.kind == b"IHDR" and exif:
            body = b"eXIf" + exif
            yield len(exif).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")


# --- WEBP ------------------------------------------------------------------------------------------------------------
PIECES = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
HAS_EXIF, HAS_XMP = 0x08, 0x04


def _read_webp(content: memoryview) -> Iterator[Part]:
    place, last = 12, 8 + int.from_bytes(content[4:8], "little")
    if (bytes(content[:4]), bytes(content[8:12])) != (b"RIFF", b"WEBP") or last > len(content):
        raise RefusedError(UNREADABLE)
    while place + 8 <= last:
        length = int.from_bytes(content[place + 4 : place + 8], "little")
        end = place + 8 + length + length % 2
        if place + 8 + length > last:
            raise RefusedError(UNREADABLE)
        yield Part(
            bytes(content[place : place + 4]), content[place + 8 : place + 8 + length], content[place:end]
        )
        place = end


def _write_webp(parts: Iterable[Part], exif: bytes) -> Iterator[Bytes]:
    pieces: list[Bytes] = []
    extended = False
    for part in parts:
        if part.kind == b"VP8X":
            extended = True
            flags = part.body[0] & ~(HAS_EXIF | HAS_XMP) | (HAS_EXIF if exif else 0)
            pieces.append(bytes(part.whole[:8]) + bytes([flags]) + bytes(part.whole[9:]))
        elif part.kind in PIECES:
            pieces.append(part.whole)
    if exif and extended:
        pieces.append(b"EXIF" + len(exif).to_bytes(4, "little") + exif + b"\0" * (len(exif) % 2))
    yield b"RIFF" + (4 + sum(map(len, pieces))).to_bytes(4, "little") + b"WEBP"
    yield from pieces


READERS = {"image/jpeg": _read_jpeg, "image/png": _read_png, "image/webp": _read_webp}
WRITERS = {"image/jpeg": _write_jpeg, "image/png": _write_png, "image/webp": _write_webp}
