"""Rendering of official papers (公文) by GB/T 9704-2012 in the general format.

Downward papers carry the number in the middle; upward ones (报告, 请示) number and 签发人 on one line. A paper without a
number is a draft and says so on every page.
"""

from django.template.loader import render_to_string

from portal.documents.layout import Layout
from portal.documents.paper import Annex, Block, Heading, OfficialDocument, Paragraph, Table
from portal.documents.pdfa import write_pdf

__all__ = ["Annex", "Block", "Heading", "OfficialDocument", "Paragraph", "Table", "render_official"]

TEMPLATE = "documents/official.html"


def render_official(document: OfficialDocument) -> bytes:
    """Return `document` as PDF/A-3u on A4, laid out by GB/T 9704-2012 clauses 5 to 8, its source data attached."""
    html = render_to_string(TEMPLATE, Layout(document).context())
    return write_pdf(html, source=document.source or document.to_json())
