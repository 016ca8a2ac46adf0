"""Office files: the zip of the new ones and the streams of the old ones, without macros, foreign parts or bombs."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from xml.etree import ElementTree

from portal.uploads import MismatchError, RefusedError

TYPES = "application/vnd.openxmlformats-officedocument"
OPEN: Mapping[str, str] = {
    "docx": f"{TYPES}.wordprocessingml.document",
    "xlsx": f"{TYPES}.spreadsheetml.sheet",
    "pptx": f"{TYPES}.presentationml.presentation",
}
COMPOUND: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "doc": ("application/msword", ("WordDocument",)),
    "wps": ("application/msword", ("WordDocument",)),
    "xls": ("application/vnd.ms-excel", ("Workbook", "Book")),
    "et": ("application/vnd.ms-excel", ("Workbook", "Book")),
    "ppt": ("application/vnd.ms-powerpoint", ("PowerPoint Document",)),
    "dps": ("application/vnd.ms-powerpoint", ("PowerPoint Document",)),
}
"""Endings of the old compound files (WPS writes the same), with the stream that each must have."""

COMPOUND_MARK = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP_MARK, ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
ZIP_END_LENGTH = 22
ZIP64_MARK, ZIP64_LENGTH = b"PK\x06\x07", 20

MOST_PARTS = 3000
MOST_LISTED = 1024 * 1024
MOST_BYTES = 150 * 1024 * 1024
SMALL = 8 * 1024 * 1024
PIECE, OVERLAP = 1024 * 1024, 64
MOST_RATIO = 200

BROKEN = "文件已损坏或不是 Office 文件,与扩展名不符;请用办公软件打开后另存再上传"
MACROS = "文件含有宏;请另存为不含宏的格式后上传"
BOMB = "文件解压后过大,疑似压缩炸弹;请检查来源"
PACKED = "文件夹带了其他程序或压缩包;请删去后上传"
DECLARED = re.compile(rb"<!\s{0,20}(DOCTYPE|ENTITY)", re.IGNORECASE)
PARTS_ALLOWED = frozenset(
    {"docx", "xlsx", "pptx", "bin", "emf", "wmf", "png", "jpeg", "jpg", "xml", "rels", "vml"}
)


def check_open_xml(content: bytes, ending: str) -> str:
    """The content type of a docx, xlsx or pptx; raises RefusedError."""
    if content.startswith(COMPOUND_MARK):
        raise RefusedError("文件带有密码或是旧格式,与扩展名不符;请另存为不带密码的文件后上传")
    tail = content[-ZIP_END_LENGTH:]
    if not content.startswith(ZIP_MARK) or not tail.startswith(ZIP_END):
        raise MismatchError(BROKEN)
    # The list of parts is judged before it is read: so long, and not of the kind that hides its length.
    listed = int.from_bytes(tail[12:16], "little")
    if listed > MOST_LISTED or content[-ZIP_END_LENGTH - ZIP64_LENGTH :].startswith(ZIP64_MARK):
        raise RefusedError(BOMB)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive, len(content))
            _check_kind(archive, OPEN[ending])
            for part in archive.infolist():
                _check_part(archive, part)
    except (
        zipfile.BadZipFile, zlib.error, struct.error, ElementTree.ParseError,
        RuntimeError, NotImplementedError, OSError, EOFError, KeyError, ValueError,
    ) as error:  # fmt: skip
        raise MismatchError(BROKEN) from error
    return OPEN[ending]


def _check_parts(archive: zipfile.ZipFile, size: int) -> None:
    """Judge the list of parts before anything is unpacked."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise RefusedError(BOMB)
    # More packed bytes than the file has: parts that share their bytes.
    if sum(part.compress_size for part in parts) > size:
        raise RefusedError(BOMB)
    for part in parts:
        if part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise RefusedError(BOMB)
        if part.flag_bits & 1:
            raise RefusedError("文件带有密码,无法核验;请去掉密码后上传")
        if part.filename.startswith("/") or ".." in part.filename.split("/") or "\\" in part.filename:
            raise MismatchError(BROKEN)
    if parts and min(part.header_offset for part in parts) != 0:
        raise RefusedError(PACKED)


def _check_kind(archive: zipfile.ZipFile, content_type: str) -> None:
    """The declared main part is that of the ending, and no macro is declared."""
    declared = archive.read("[Content_Types].xml")
    if b"macroenabled" in declared.lower() or b"vbaproject" in declared.lower():
        raise RefusedError(MACROS)
    if f"{content_type}.main+xml".encode() not in declared:
        raise MismatchError(BROKEN)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename.lower()
    if "vbaproject" in name or "/activex/" in name:
        raise RefusedError(MACROS)
    if "/embeddings/" in name and not name.endswith("/"):
        _check_embedded(archive.read(part), name.rpartition(".")[2])
    if name.endswith((".xml", ".rels", ".vml")):
        _check_declarations(archive, part)
        if name.endswith(".rels"):
            if part.file_size > SMALL:
                raise RefusedError(BOMB)
            _check_relations(archive.read(part))


def _check_declarations(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No part declares entities; read piece by piece, since a sheet may be large."""
    with archive.open(part) as stream:
        tail = b""
        while piece := stream.read(PIECE):
            # UTF-16 is ASCII with zeros between.
            text = tail + piece.replace(b"\0", b"")
            if DECLARED.search(text):
                raise RefusedError("文件含有外部实体声明;请用办公软件另存后上传")
            tail = text[-OVERLAP:]


def _check_relations(content: bytes) -> None:
    """What lies outside may be linked to, never loaded."""
    for relation in ElementTree.fromstring(content):
        outside = relation.get("TargetMode", "").lower() == "external"
        if outside and not relation.get("Type", "").endswith("/hyperlink"):
            raise RefusedError("文件引用了外部模板或外部内容;请改为嵌入后另存再上传")


def _check_embedded(content: bytes, ending: str) -> None:
    if ending not in PARTS_ALLOWED:
        raise RefusedError(PACKED)
    if content.startswith(COMPOUND_MARK):
        _check_streams(content)


def check_compound(content: bytes, ending: str) -> str:
    """The content type of a doc, xls, ppt or its WPS like; raises RefusedError."""
    content_type, streams = COMPOUND[ending]
    if not content.startswith(COMPOUND_MARK) or not any(_stream(name) in content for name in streams):
        raise MismatchError(BROKEN)
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise RefusedError(PACKED)
    _check_streams(content)
    return content_type


def _check_streams(content: bytes) -> None:
    """Names of streams stand uncompressed in the directory of a compound file."""
    if _stream("_VBA_PROJECT") in content:
        raise RefusedError(MACROS)
    if _stream("Ole10Native") in content:
        raise RefusedError(PACKED)
    if _stream("EncryptedPackage") in content:
        raise RefusedError("文件带有密码,无法核验;请去掉密码后上传")


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")
