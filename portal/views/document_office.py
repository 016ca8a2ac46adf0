"""Pages of the office beside its documents: the register of numbers, and how each kind of paper looks."""

import io
from functools import lru_cache

import pypdfium2
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from portal import access
from portal.documents.kinds import KINDS, Kind
from portal.listings.documents import NumberList
from portal.lists.pages import list_page
from portal.models import Document, Role
from portal.selectors.certificates import certificate_of
from portal.views.document_pages import tabs

OFFICES = (Role.OFFICE, Role.APPROVER)
RESOLUTION = 1.25
"""Pixels a point in the pictures of the layouts: 744 on 1053 a page."""


@access.roles(*OFFICES)
@require_GET
def document_register(request: access.PortalRequest) -> HttpResponse:
    """文号登记簿 of one's own unit: every number of a kind and year in order, void ones too."""
    listing = NumberList(request.actor, request.GET)
    context = {
        "voids": listing.found.filter(state=Document.State.VOID).count(),
        "certificate": certificate_of(request.actor.post.unit) if request.actor.post else None,
        **tabs(request.actor, "document-register"),
    }
    return list_page(request, listing, "portal/documents/register.html", context)


@access.roles(*OFFICES)
@require_GET
def document_layouts(request: access.PortalRequest) -> HttpResponse:
    """How each kind of paper looks, with invented text, and in which typefaces."""
    kind = _kind(request.GET.get("kind", next(iter(KINDS.values())).slug))
    faces = import_string("portal.documents.fonts.Face")
    context = {
        "kinds": list(KINDS.values()),
        "kind": kind,
        "pages": range(1, len(_pictures(kind, _fonts())) + 1),
        "faces": [(FACES[face.name], face.own_file) for face in faces],
        **tabs(request.actor, "document-layouts"),
    }
    return render(request, "portal/documents/layouts.html", context)


FACES = {"TITLE": "小标宋", "SONG": "宋体", "HEI": "黑体", "KAI": "楷体", "FANG": "仿宋"}


@access.roles(*OFFICES)
@require_GET
def document_layout_file(request: access.PortalRequest, slug: str) -> HttpResponse:
    """The example of a kind as PDF, shown in the browser."""
    kind = _kind(slug)
    response = HttpResponse(_example(kind, _fonts()), content_type="application/pdf")
    response["Content-Disposition"] = (
        content_disposition_header(False, f"版式示例 {kind.name}.pdf") or "inline"
    )
    return response


@access.roles(*OFFICES)
@require_GET
def document_layout_page(request: access.PortalRequest, slug: str, page: int) -> HttpResponse:
    """One page of the example of a kind, as a picture."""
    pictures = _pictures(_kind(slug), _fonts())
    if not 1 <= page <= len(pictures):
        raise Http404
    return HttpResponse(pictures[page - 1], content_type="image/png")


def _kind(slug: str) -> Kind:
    for kind in KINDS.values():
        if kind.slug == slug:
            return kind
    raise Http404


def _fonts() -> str:
    """What the examples depend on beside their kind."""
    return str(settings.PAPER_FONTS)


@lru_cache(maxsize=2 * len(KINDS))
def _example(kind: Kind, fonts: str) -> bytes:
    """The example as PDF, kept by the process: it does not change but with the typefaces."""
    sample, render_official = (
        import_string(f"portal.documents.{name}") for name in ("samples.sample", "official.render_official")
    )
    return bytes(render_official(sample(kind)))


@lru_cache(maxsize=2 * len(KINDS))
def _pictures(kind: Kind, fonts: str) -> tuple[bytes, ...]:
    """The pages of the example as PNG."""
    pictures = []
    with pypdfium2.PdfDocument(_example(kind, fonts)) as opened:
        for page in opened:
            stream = io.BytesIO()
            page.render(scale=RESOLUTION).to_pil().save(stream, "PNG")
            pictures.append(stream.getvalue())
    return tuple(pictures)
