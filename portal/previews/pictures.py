"""A picture in two sizes and its perceptual hash."""

from pathlib import Path

import imagehash
from PIL import Image, ImageOps

from portal.previews import THUMBNAIL, VIEW, Facts

SMALL, LARGE = (480, 480), (1600, 1600)
QUALITY = 82


def show_picture(source: Path, folder: Path) -> Facts:
    """Write the picture for the list and the one to be looked at, the right way up and without metadata."""
    with Image.open(source, formats=["JPEG", "PNG", "WEBP"]) as opened:
        opened.draft("RGB", LARGE)
        turned = ImageOps.exif_transpose(opened)
    image = on_white(turned)
    image.thumbnail(LARGE)
    image.save(folder / VIEW, "JPEG", quality=QUALITY)
    thumbnail(image, folder)
    return {"pages": 1, "shown": 1, "perceptual_hash": str(imagehash.phash(image))}


def thumbnail(image: Image.Image, folder: Path) -> None:
    """Write the small picture for the list."""
    small = image.copy()
    small.thumbnail(SMALL)
    small.save(folder / THUMBNAIL, "JPEG", quality=QUALITY)


def on_white(image: Image.Image) -> Image.Image:
    """The picture in plain colours; what is transparent becomes paper."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
