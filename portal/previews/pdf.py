"""The first pages of a PDF as pictures."""

from pathlib import Path

import pypdfium2

from portal.previews import MOST_PAGES, Facts, page_name
from portal.previews.pictures import thumbnail

WIDTH = 1100
"""Pixels of a page's width: an A4 page is read on a screen and printed at some 130 dpi."""
TALLEST = 4 * WIDTH


def show_pdf(source: Path, folder: Path) -> Facts:
    """Write a picture of each of the first pages, and the small one of the first."""
    document = pypdfium2.PdfDocument(source)
    pages = len(document)
    shown = min(pages, MOST_PAGES)
    for number in range(1, shown + 1):
        page = document[number - 1]
        width, height = page.get_size()
        bitmap = page.render(scale=min(WIDTH / max(width, 1), TALLEST / max(height, 1)))
        image = bitmap.to_pil().convert("RGB")
        image.save(folder / page_name(number), "PNG", optimize=True)
        if number == 1:
            thumbnail(image, folder)
        page.close()
    document.close()
    return {"pages": pages, "shown": shown, "perceptual_hash": ""}
