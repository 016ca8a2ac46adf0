"""The pieces of the board: cells, and addresses in which one thing is folded or unfolded."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from duties.periods import Period
from duties.selectors.board.figures import percent
from duties.selectors.board.table import Band, Cell, Head, Row

register = template.Library()
register.filter("percent", percent)


@register.simple_tag
def bearers_url(unit: object, period: Period, **chosen: object) -> str:
    """The address of the obligations behind a figure of `unit`."""
    kept = {key: value for key, value in chosen.items() if value}
    return f"{reverse('bearers')}?{urlencode({'unit': unit, 'period': period.name} | kept)}"


@register.simple_tag
def row_url(row: Row, period: Period) -> str:
    """The beginning of the addresses of the obligations behind a line's figures."""
    return bearers_url(row.unit.public_id, period, own=int(row.own), group=row.group)


@register.simple_tag
def board_cell(cell: Cell, head: Head | None, label: str, url: str) -> SafeString:
    """One cell of the table: figures with sign, colour and bar, a link to what is behind them; — where nothing is owed.

    Without `head` it is the cell of all that must be done.
    """
    if not cell.owed:
        return format_html('<td class="cell{}"><span class="cell-none">—</span></td>', _tone(head))
    done, required = (cell.tally.counted, cell.tally.required) if head else _fulfilled(cell)
    title = head.title if head else "完成"
    address = f"{url}&column={head.code}{'&folded=1' if head.folded else ''}" if head else f"{url}&force=must"
    figures = "免" if not cell.tally.rows else f"{done}/{required}" if required else "—"
    return format_html(
        '<td class="cell{}{}{}"><a href="{}" aria-label="{} {}:{}" title="{}">'
        '<span aria-hidden="true">{}{}</span><progress class="bar" value="{}" max="{}" aria-hidden="true"></progress></a></td>',
        _tone(head),
        f" state-{cell.state.value.replace('_', '-')}" if cell.state else " state-waived",
        " is-deep" if cell.deep else "",
        address,
        label,
        title,
        cell.says,
        cell.says,
        f"{cell.sign} " if cell.sign else "",
        figures,
        done,
        max(required, 1),
    )


def _tone(head: Head | None) -> str:
    return f" tone-{head.force.replace('_', '-')}" if head else " tone-all"


def _fulfilled(cell: Cell) -> tuple[int, int]:
    """Obligations fulfilled over those that are due or fulfilled (rules.md, "Areas and rates")."""
    return cell.tally.rate.fulfilled, cell.tally.base


@register.simple_tag
def toggled(chosen: Iterable[str], code: str) -> str:
    """The list of an address with `code` put in, or taken out where it is there."""
    kept = list(chosen)
    return ",".join([each for each in kept if each != code] if code in kept else [*kept, code])


@register.simple_tag
def toggled_family(bands: Iterable[Band], code: str) -> str:
    """The list of unfolded families with `code` put in or taken out."""
    return toggled([band.code for band in bands if band.foldable and not band.folded], code)


@register.filter
def grouped(number: int) -> str:
    """A number with its thousands apart: 3,214."""
    return f"{number:,}"


@register.filter
def at(items: Sequence[Head], index: int) -> Head:
    """The item at `index`."""
    return items[index]


@register.filter
def dashed(code: str) -> str:
    """A code as it stands in the name of a class: due_soon as due-soon."""
    return code.replace("_", "-")
