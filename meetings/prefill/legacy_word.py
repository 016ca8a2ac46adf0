"""The text of a Word 97–2003 file, as its piece table puts it together ([MS-DOC] 2.4.1)."""

import io
import re
import struct

import olefile

from meetings.prefill.source import MOST_CHARACTERS
from portal.uploads import MismatchError, RefusedError

BROKEN = "文件已损坏或不是 Word 97–2003 文件;请另存为 DOCX 后再试,或直接粘贴文字"
ENCRYPTED, TABLE_ONE = 0x0100, 0x0200
CHARACTERS_AT, CLX_AT = 0x4C, 0x1A2
PROPERTIES, PIECES = 0x01, 0x02
COMPRESSED = 0x40000000
FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*\x14?")
"""What a field asks for; what it shows stays."""
LINE_ENDS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x07": "\t", "\x15": None, "\x14": None, "\x01": None, "\x08": None})  # fmt: skip


def text_of_doc(content: bytes) -> str:
    """The main text; raises MismatchError for a file that cannot be read, RefusedError for one with a password."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            head = container.openstream("WordDocument").read()
            flags = _short(head, 0x0A)
            if flags & ENCRYPTED:
                raise RefusedError("文件带有密码;请去掉密码后再试,或直接粘贴文字")
            table = container.openstream("1Table" if flags & TABLE_ONE else "0Table").read()
        return _clean(_pieced(head, table))
    # A damaged header may name any size: olefile then stumbles over its own arithmetic.
    except (OSError, struct.error, IndexError, ValueError, OverflowError) as error:
        raise MismatchError(BROKEN) from error


def _pieced(head: bytes, table: bytes) -> str:
    """The pieces in order, as many characters as the main text has."""
    place, length = _long(head, CLX_AT), _long(head, CLX_AT + 4)
    pieces = _piece_table(table[place : place + length])
    count = (len(pieces) - 4) // 12
    wanted = min(_long(head, CHARACTERS_AT), MOST_CHARACTERS)
    parts = []
    for number in range(count):
        first, last = _long(pieces, 4 * number), min(_long(pieces, 4 * number + 4), wanted)
        if last <= first:
            break
        at = _long(pieces, 4 * (count + 1) + 8 * number + 2)
        parts.append(_piece(head, at, last - first))
    return "".join(parts)


def _piece_table(clx: bytes) -> bytes:
    """The table behind the properties that may stand before it."""
    place = 0
    while clx[place] == PROPERTIES:
        place += 3 + _short(clx, place + 1)
    if clx[place] != PIECES:
        raise IndexError
    length = _long(clx, place + 1)
    return clx[place + 5 : place + 5 + length]


def _piece(head: bytes, at: int, characters: int) -> str:
    if at & COMPRESSED:
        start = (at & ~COMPRESSED) // 2
        return head[start : start + characters].decode("cp1252", "replace")
    return head[at : at + 2 * characters].decode("utf-16-le", "replace")


def _clean(text: str) -> str:
    """Line ends and tabs as usual; without the codes of fields."""
    text = FIELD_CODE.sub("", text.replace("\x07\x07", "\n")).translate(LINE_ENDS)
    return "\n".join(line.strip("\t ") for line in text.split("\n"))


def _short(data: bytes, place: int) -> int:
    value: int = struct.unpack_from("<H", data, place)[0]
    return value


def _long(data: bytes, place: int) -> int:
    value: int = struct.unpack_from("<I", data, place)[0]
    return value
