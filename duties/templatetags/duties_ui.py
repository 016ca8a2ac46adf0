"""Words of duties in templates, and addresses that stay at the moment of their page."""

from urllib.parse import urlencode

from django import template
from django.template import Context

from duties.models import Obligation, Reading
from duties.selectors.alerts import cell_url
from duties.selectors.cell_key import OfCell, token_of
from duties.views.moment import with_query
from duties.wording import PIECE

register = template.Library()


@register.filter
def piece(reading: Reading) -> str:
    """What a reading counts, as the word after its number: 次, 份, 个."""
    return PIECE.get(reading.measure, "")


@register.simple_tag(takes_context=True)
def cell_address(context: Context, row: Obligation) -> str:
    """The address of the page that says why an obligation stands as it does."""
    return with_query(cell_url(row), asked_moment(context))


@register.simple_tag
def cell_token(named: OfCell) -> str:
    """The natural key of a cell as forms and addresses carry it."""
    return token_of(named)


@register.simple_tag(takes_context=True)
def moment_query(context: Context, first: str = "&") -> str:
    """What an address needs to stay at the moment of this page, after `first`; nothing for now."""
    asked = asked_moment(context)
    return f"{first}{urlencode(asked)}" if asked else ""


def asked_moment(context: Context) -> dict[str, str]:
    """The moment of the page that is written, as addresses carry it; empty for now and on pages without one."""
    chosen = getattr(context.get("request"), "moment", None)
    return chosen.asked if chosen else {}
