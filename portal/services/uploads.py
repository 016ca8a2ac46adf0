"""The door for uploads: how large, which kinds, and whether the content is what the name says (docs/access.md)."""

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File

from portal.uploads import MismatchError, RefusedError
from portal.uploads.images import FORMATS, check_image
from portal.uploads.office import COMPOUND, OPEN, check_compound, check_open_xml
from portal.uploads.pdf import check_pdf

ENDINGS = (*FORMATS, "pdf", *OPEN, *COMPOUND)
"""Endings of what is taken in, for the file picker too."""

HEAD = 4096

KINDS = "可上传图片(JPG、PNG、WEBP)、PDF 和 Office 或 WPS 文件"
INSTEAD = {
    "svg": "SVG 图片可能含有脚本,不予接收;请另存为 PNG 后上传",
    "heic": "HEIC 图片无法核验;请在手机上转为 JPG 后上传",
    "heif": "HEIF 图片无法核验;请在手机上转为 JPG 后上传",
    "ofd": "暂不接收 OFD;请另存为 PDF 后上传",
    **dict.fromkeys(
        ("docm", "xlsm", "pptm", "dotm", "xltm", "potm"), "文件含有宏;请另存为不含宏的格式后上传"
    ),
}


def check_upload(uploaded: "File[bytes]") -> str:
    """The content type of an upload, read from its content; its position is left at the start.

    Raises ValidationError, in a sentence that names the file, where it is empty, too large, of another kind than its
    name says, or holds something beside what it shows.
    """
    name = shown_name(uploaded.name or "")
    try:
        content_type = _check(uploaded, name)
    except MismatchError as error:
        raise ValidationError(refusal(name, f"{error}{_likeness(uploaded)}")) from error
    except RefusedError as error:
        raise ValidationError(refusal(name, error)) from error
    finally:
        uploaded.seek(0)
    return content_type


def _likeness(uploaded: "File[bytes]") -> str:
    """What the content seems to be, to help who renamed a file; empty where nobody knows."""
    uploaded.seek(0)
    try:
        ending = puremagic.from_string(uploaded.read(HEAD))
    except (puremagic.PureError, ValueError):
        return ""
    return f"(看起来是 {ending} 文件)" if ending else ""


def refusal(name: str, reason: RefusedError | str) -> str:
    """What is said of a file that is not taken in."""
    return f"“{shown_name(name)}”未接收:{reason}。"


def too_large(name: str) -> str:
    """What is said of a file beyond the limit."""
    return (
        f"“{shown_name(name)}”未接收:超过单个文件上限 {settings.UPLOAD_LIMIT_BYTES // 1024 // 1024} MB;"
        "请压缩或拆分后再上传。"
    )


def shown_name(name: str) -> str:
    """A name as messages show it: without what cannot be seen, not too long."""
    plain = "".join(character for character in name if character.isprintable()).strip() or "文件"
    return plain if len(plain) <= 60 else f"{plain[:40]}…{plain[-15:]}"


def check_announced(name: str, size: int) -> None:
    """Refuse before a byte is sent what will be refused afterwards: by its size or its ending. Raises ValidationError."""
    try:
        _ending(shown_name(name), size)
    except RefusedError as error:
        raise ValidationError(refusal(name, error)) from error


def _ending(name: str, size: int) -> str:
    if size > settings.UPLOAD_LIMIT_BYTES:
        raise ValidationError(too_large(name))
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        raise RefusedError(INSTEAD.get(ending, KINDS))
    if not size:
        raise RefusedError("是空文件;请核对后重新选择")
    return ending


def _check(uploaded: "File[bytes]", name: str) -> str:
    ending = _ending(name, uploaded.size or 0)
    uploaded.seek(0)
    content = uploaded.read()
    if ending in FORMATS:
        return check_image(content, ending)
    if ending in OPEN:
        return check_open_xml(content, ending)
    if ending in COMPOUND:
        return check_compound(content, ending)
    return check_pdf(content)
