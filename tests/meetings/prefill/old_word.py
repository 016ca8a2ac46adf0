"""Writes a small Word 97–2003 file: a compound file with the two streams that hold a text and its pieces."""

import struct

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
LEAST = 4096
"""Shorter streams would lie elsewhere."""


def old_word(*pieces: str | bytes, flags: int = 0x0200) -> bytes:
    """A file whose text is made of pieces: text as UTF-16, bytes as the older one-byte letters."""
    head = bytearray(0x200)
    struct.pack_into("<H", head, 0, 0xA5EC)
    struct.pack_into("<H", head, 0x0A, flags)
    positions, places, total = [0], b"", 0
    for piece in pieces:
        total += len(piece)
        positions.append(total)
        place = len(head) * 2 | 0x40000000 if isinstance(piece, bytes) else len(head)
        places += struct.pack("<HIH", 0, place, 0)
        head += piece if isinstance(piece, bytes) else piece.encode("utf-16-le")
    struct.pack_into("<I", head, 0x4C, total)
    table = struct.pack(f"<{len(positions)}I", *positions) + places
    clx = b"\x01\x02\x00\x00\x00" + b"\x02" + struct.pack("<I", len(table)) + table
    struct.pack_into("<II", head, 0x1A2, 0, len(clx))
    return compound({"WordDocument": bytes(head), "1Table": clx})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of these streams: header, table of sectors, directory, contents."""
    fat, body, entries = [FAT, END], b"", [_entry("Root Entry", 5, END, 0, child=1)]
    for number, (name, content) in enumerate(streams.items(), 1):
        padded = content.ljust(LEAST, b"\0")
        padded += bytes(-len(padded) % SECTOR)
        first, count = len(fat), len(padded) // SECTOR
        fat += [*range(first + 1, first + count), END]
        body += padded
        following = number + 1 if number < len(streams) else FREE
        entries.append(_entry(name, 2, first, max(len(content), LEAST), right=following))
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    assert len(fat) <= 128
    table = struct.pack("<128I", *fat, *[FREE] * (128 - len(fat)))
    return _header() + table + directory + body


def _header() -> bytes:
    start = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    start += struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    start += struct.pack("<9I", 0, 1, 1, 0, LEAST, END, 0, END, 0)
    return start + struct.pack("<109I", 0, *[FREE] * 108)


def _entry(name: str, kind: int, first: int, size: int, *, child: int = FREE, right: int = FREE) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(written), kind, 1, FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )
