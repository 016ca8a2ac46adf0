"""The slips with one-time codes: eight on a sheet to be cut apart and handed out by lot."""

from django.template.loader import render_to_string

from assessment.models import SurveyUnit
from assessment.surveys.codes import grouped
from assessment.surveys.options import OPTIONS
from portal.documents import pdfa, qr
from portal.documents.chunks import STACKS
from portal.documents.fonts import Face

TEMPLATE = "assessment/surveys/slips.html"
PER_PAGE = 8


def render_slips(asked: SurveyUnit, codes: list[str], address: str, *, demo: bool) -> bytes:
    """The slips as PDF; `address` is the page where one answers, the code follows it after # and reaches no server log."""
    slips = [{"code": grouped(code), "image": qr.data_uri(f"{address}#{code}")} for code in codes]
    context = {
        "asked": asked,
        "survey": asked.survey,
        "address": address,
        "pages": [slips[at : at + PER_PAGE] for at in range(0, len(slips), PER_PAGE)],
        "options": OPTIONS,
        "faces": tuple(Face),
        "demo": demo,
        **STACKS,
    }
    return pdfa.write(pdfa.lay_out(render_to_string(TEMPLATE, context)))
