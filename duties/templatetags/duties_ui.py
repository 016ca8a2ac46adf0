"""Words of duties in templates."""

from django import template

from duties.models import Reading
from duties.selectors.alerts import cell_url
from duties.selectors.ledger import Line
from duties.wording import PIECE

register = template.Library()


@register.filter("cell_url")
def line_url(line: Line) -> str:
    """The address of the page that says why an obligation stands as it does."""
    return cell_url(line.obligation)


@register.filter
def piece(reading: Reading) -> str:
    """What a reading counts, as the word after its number: 次, 份, 个."""
    return PIECE.get(reading.measure, "")
