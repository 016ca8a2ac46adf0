"""Small files for the upload tests, good and bad, made in memory."""

import io
import random
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image, PngImagePlugin

TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
COMPOUND_MARK = bytes.fromhex("d0cf11e0a1b11ae1")


def image(form: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    """A plain picture."""
    stream = io.BytesIO()
    Image.new(mode, size, 1).save(stream, form)
    return stream.getvalue()


GPS_MARKS = (b"GPSLatitude", b"43.8", b"MAKER-NOTE-43.8", b"SERIAL-0001", b"REMARK-43.8")


def photograph(form: str = "JPEG", *, seed: int = 1, size: tuple[int, int] = (320, 240)) -> bytes:
    """A picture of a telephone lying on its side, that says when and in every way where it was taken."""
    pixels = random.Random(seed).randbytes(size[0] * size[1] * 3)
    image = Image.frombytes("RGB", size, pixels).resize((size[0] * 2, size[1] * 2))
    exif = Image.Exif()
    exif[0x0112], exif[0x0132], exif[0x010E] = 6, "2026:03:01 10:00:00", "REMARK-43.8"
    exif[0x8769] = {
        0x9003: "2026:03:01 09:30:15", 0x9011: "+08:00", 0x927C: b"MAKER-NOTE-43.8", 0xA431: "SERIAL-0001",
    }  # fmt: skip
    exif[0x8825] = {1: "N", 2: (43.0, 48.0, 5.0), 3: "E", 4: (87.0, 36.0, 2.0), 29: "2026:03:01"}
    stream, more = io.BytesIO(), {}
    if form in ("JPEG", "WEBP"):
        more["xmp"] = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><GPSLatitude>43.8</GPSLatitude></x:xmpmeta>'
    if form == "JPEG":
        more["comment"] = b"REMARK-43.8"
    if form == "PNG":
        more["pnginfo"] = PngImagePlugin.PngInfo()
        more["pnginfo"].add_itxt("XML:com.adobe.xmp", "<GPSLatitude>43.8</GPSLatitude>")
    image.save(stream, form, exif=exif, **more)
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
