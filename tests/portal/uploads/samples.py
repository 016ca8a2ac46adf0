"""Small files for the upload tests, good and bad, made in memory."""

import io
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image

TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
COMPOUND_MARK = bytes.fromhex("d0cf11e0a1b11ae1")


def image(form: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    """A plain picture."""
    stream = io.BytesIO()
    Image.new(mode, size, 1).save(stream, form)
    return stream.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A PNG of few bytes that says that it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(content_type: str = MAIN, **parts: bytes | str) -> bytes:
    """A docx with more parts, named with / written as __ and . as _DOT_."""
    more = {name.replace("__", "/").replace("_DOT_", "."): content for name, content in parts.items()}
    return zipped(
        {
            "[Content_Types].xml": f'<Types><Override PartName="/word/document.xml" ContentType="{content_type}"/></Types>',
            "word/document.xml": "<document><p>演示纪要</p></document>",
        }
        | more
    )


def relation(kind: str, target: str = "http://example.invalid/x") -> str:
    """A part of relations with one to the outside."""
    return f'<Relationships><Relationship Id="r1" Type="{TYPES}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'


def pdf(objects: str = "", tail: bytes = b"") -> bytes:
    """A PDF of one object."""
    return (
        f"%PDF-1.7\n1 0 obj\n<< /Type /Catalog {objects} >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n".encode()
        + tail
    )


def packed_pdf(objects: bytes) -> bytes:
    """A PDF whose objects lie in a compressed stream."""
    body = zlib.compress(objects)
    return (
        b"%PDF-1.7\n2 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n"
        + body
        + b"\nendstream\nendobj\n%%EOF\n"
    )


def compound(*streams: str) -> bytes:
    """Something like an old Office file with these streams."""
    return COMPOUND_MARK + bytes(504) + b"".join(name.encode("utf-16-le") + bytes(64) for name in streams)
