"""From HTML to PDF/A-3u (ISO 19005-3): fonts embedded, sRGB output intent, the source data attached."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint import HTML, Attachment, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from portal import clock
from portal.documents.fonts import Face, own_fontconfig

VARIANT = "pdf/a-3u"
SOURCE_NAME = "source.json"


class RefusedAddressError(ValueError):
    """A paper asked for something that is neither one of its fonts nor data it carries itself."""


class LocalOnly(URLFetcher):  # type: ignore[misc]  # weasyprint ships no types
    """Fetches the project's fonts and data: addresses; everything else ends the rendering."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return what is at `url`. Raises FatalURLFetchingError for any address but a font file or data."""
        parts = urlsplit(url)
        allowed = {face.path.resolve() for face in Face}
        inside = parts.scheme == "file" and Path(unquote(parts.path)).resolve() in allowed
        if parts.scheme != "data" and not inside:
            raise FatalURLFetchingError(f"refused: {url}")
        return super().fetch(url, headers)


def lay_out(html: str) -> Document:
    """Lay `html` out on pages. Raises RefusedAddressError where it names an address that is not its own."""
    try:
        with own_fontconfig():
            fonts = FontConfiguration()
        return HTML(string=html, url_fetcher=LocalOnly()).render(font_config=fonts, pdf_variant=VARIANT)
    except FatalURLFetchingError as error:
        raise RefusedAddressError(str(error)) from error


def write(document: Document, *, source: Mapping[str, Any] | None = None) -> bytes:
    """Return laid-out pages as PDF/A-3u; `source`, where given, is attached as JSON with AFRelationship Source."""
    document.metadata.attachments = [] if source is None else [_attachment(source)]
    return bytes(document.write_pdf(pdf_variant=VARIANT, finisher=_name_files_once))


def _name_files_once(_document: Document, pdf: Any) -> None:
    """WeasyPrint lists an attached file twice among the associated files of the catalogue."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _attachment(source: Mapping[str, Any]) -> Attachment:
    """The source data as a file for the paper, keys sorted so that equal data give equal bytes."""
    now = clock.now()
    return Attachment(
        string=json.dumps(source, ensure_ascii=False, sort_keys=True, indent=1, default=str),
        name=SOURCE_NAME,
        description="本文件的源数据",
        created=now,
        modified=now,
        relationship="Source",
    )
