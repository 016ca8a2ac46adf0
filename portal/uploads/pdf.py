"""PDF: its objects are looked through for what runs or hides something, compressed ones within a limit."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from portal.uploads import MismatchError, RefusedError

CONTENT_TYPE = "application/pdf"
END_WITHIN = 2048
MOST_INFLATED = 64 * 1024 * 1024
DICTIONARY = 2000
"""So far before its stream the dictionary of an object is looked for."""

OPENING = re.compile(rb"(?<!end)stream\r?\n")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
ENCRYPTED = re.compile(rb"/Encrypt\s*(<<|\d+\s+\d+\s+R)")
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|RichMedia)(?![A-Za-z0-9])")
REASONS = {
    b"JavaScript": "含有脚本",
    b"JS": "含有脚本",
    b"Launch": "含有启动程序的动作",
    b"RichMedia": "含有多媒体程序",
}


def check_pdf(content: bytes) -> str:
    """The content type of a PDF; raises RefusedError."""
    if not content.startswith(b"%PDF-"):
        raise MismatchError("内容不是 PDF,与扩展名不符")
    if b"%%EOF" not in content[-END_WITHIN:]:
        raise RefusedError("PDF 不完整或末尾夹带了其他内容;请重新导出后上传")
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise RefusedError("PDF 中夹带了压缩包;请重新导出后上传")
    plain, packed = _split(content)
    if ENCRYPTED.search(plain):
        raise RefusedError("PDF 带有密码或权限限制,无法核验;请导出为普通 PDF 后上传")
    for part in (plain, *_inflated(packed)):
        found = ACTIVE.search(ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), part))
        if found:
            raise RefusedError(f"PDF {REASONS[found[1]]};请打印为新的 PDF 后上传")
    return CONTENT_TYPE


def _split(content: bytes) -> tuple[bytes, list[bytes]]:
    """What stands outside of streams, and the streams that hold compressed objects; in one pass."""
    outside, packed = [], []
    place = 0
    while (opening := OPENING.search(content, place)) and (
        end := content.find(b"endstream", opening.end())
    ) >= 0:
        dictionary = content[place : opening.start()]
        outside.append(dictionary)
        if b"/ObjStm" in dictionary[-DICTIONARY:]:
            packed.append(content[opening.end() : end])
        place = end + len(b"endstream")
    outside.append(content[place:])
    return b" ".join(outside), packed


def _inflated(packed: Iterable[bytes]) -> Iterator[bytes]:
    """The compressed objects, one stream after another; raises RefusedError where they grow without measure."""
    left = MOST_INFLATED
    for stream in packed:
        reader = zlib.decompressobj()
        try:
            part = reader.decompress(stream, left)
        except zlib.error:
            # Not deflated: then it is read as it stands.
            part = stream
        left -= len(part)
        if left <= 0:
            raise RefusedError("PDF 解压后过大;请重新导出后上传")
        yield part
