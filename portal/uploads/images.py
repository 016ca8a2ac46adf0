"""Photographs and scans: decoded in small, so that only what is an image and nothing beside it passes."""

import io
import re
import warnings
import zipfile
from collections.abc import Mapping

from PIL import Image, UnidentifiedImageError

from portal.uploads import MismatchError, RefusedError

FORMATS: Mapping[str, tuple[str, str]] = {
    "jpg": ("JPEG", "image/jpeg"),
    "jpeg": ("JPEG", "image/jpeg"),
    "png": ("PNG", "image/png"),
    "webp": ("WEBP", "image/webp"),
}
MOST_PIXELS = 60_000_000
GLANCE = (256, 256)
"""JPEG is decoded about this small, which costs a fraction of the memory."""
SCAN, MOST_SCANS = b"\xff\xda", 100
"""A JPEG of countless scans takes minutes to decode; cameras write ten or so."""

FOREIGN = re.compile(rb"%PDF-|<script|<\?php|<html|<!doctype|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c", re.IGNORECASE)
"""Beginnings of what has no place in an image: a second file hidden in the first."""


def check_image(content: bytes, ending: str) -> str:
    """The content type of an image with that ending; raises RefusedError."""
    form, content_type = FORMATS[ending]
    if form == "JPEG" and content.count(SCAN) > MOST_SCANS:
        raise RefusedError(BROKEN)
    try:
        with warnings.catch_warnings():
            # The size is judged here, at a lower limit than Pillow's.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            _decode(content, form)
    except UnidentifiedImageError as error:
        raise MismatchError(f"内容不是 {form} 图片,与扩展名不符") from error
    except Image.DecompressionBombError as error:
        raise RefusedError(TOO_LARGE) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise RefusedError(BROKEN) from error
    if FOREIGN.search(content) or zipfile.is_zipfile(io.BytesIO(content)):
        raise RefusedError("图片中夹带了其他类型的内容;请用看图软件另存为新图片后再上传")
    return content_type


BROKEN = "图片已损坏,无法打开;请重新拍摄或导出"
TOO_LARGE = f"图片超过 {MOST_PIXELS // 1_000_000} 百万像素;请缩小后再上传"


def _decode(content: bytes, form: str) -> None:
    with Image.open(io.BytesIO(content), formats=[form]) as image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise RefusedError(TOO_LARGE)
        image.draft("RGB", GLANCE)
        image.load()
