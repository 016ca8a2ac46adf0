"""The pieces of the board: cells, and addresses in which one thing is folded or unfolded."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from duties.periods import Period
from duties.selectors.board.companies import STATES
from duties.selectors.board.figures import percent
from duties.selectors.board.table import Band, Cell, Head, Row
from duties.templatetags.duties_ui import asked_moment

register = template.Library()
register.filter("percent", percent)


@register.simple_tag(takes_context=True)
def bearers_url(context: Context, unit: object, period: Period, **chosen: object) -> str:
    """The address of the obligations behind a figure of `unit`."""
    kept = {key: value for key, value in chosen.items() if value}
    asked = {"unit": unit, "period": period.name} | kept | asked_moment(context)
    return f"{reverse('bearers')}?{urlencode(asked)}"


@register.simple_tag(takes_context=True)
def row_url(context: Context, row: Row, period: Period) -> str:
    """The beginning of the addresses of the obligations behind a line's figures."""
    within = ",".join(row.within)
    return bearers_url(context, row.unit.public_id, period, own=int(row.own), group=row.group, within=within)


@register.simple_tag
def board_cells(row: Row, heads: Sequence[Head], url: str) -> SafeString:
    """The cells of one line: figures with sign, colour and bar, a link to what is behind them; — where nothing is owed.

    The first is that of all that must be done: obligations fulfilled over those that are due or fulfilled. Thousands
    of cells stand on a page, so they are written without a template; what comes from the data is escaped once.
    """
    label, start = escape(row.label), escape(url)
    must = row.must.tally
    cells = [
        cell_html(row.must, must.rate.fulfilled, must.base, f"{label} 完成", f"{start}&amp;force=must", "all")
    ]
    for cell, head in zip(row.cells, heads, strict=True):
        address = f"{start}&amp;column={escape(head.code)}{'&amp;folded=1' if head.folded else ''}"
        tone = head.force.replace("_", "-")
        cells.append(
            cell_html(
                cell, cell.tally.counted, cell.tally.required, f"{label} {escape(head.title)}", address, tone
            )
        )
    return mark_safe("".join(cells))


def cell_html(
    cell: Cell, done: int, required: int, name: str, address: str, tone: str, *, mark: str = ""
) -> str:
    """One cell; `name` and `address` are escaped already. `mark` is a further class."""
    if not cell.owed:
        return f'<td class="cell tone-{tone}"><span class="cell-none">—</span></td>'
    state = cell.state.value.replace("_", "-") if cell.state else "waived"
    figures = "免" if not cell.tally.rows else f"{done}/{required}" if required else "—"
    return (
        f'<td class="cell tone-{tone} state-{state}{" is-deep" if cell.deep else ""}{mark}">'
        f'<a href="{address}" aria-label="{name}:{cell.sign} {figures},{cell.says}">{cell.sign} {figures}'
        f'<progress class="bar" value="{done}" max="{required or 1}" aria-hidden="true"></progress></a></td>'
    )


@register.simple_tag
def company_state(state: str, number: int | None = None) -> SafeString:
    """The state of a unit of the lowest tier as colour, sign and word; with how many are in it."""
    sign, word = STATES[state]
    return format_html(
        '<span class="state state-{}"><span class="state-sign" aria-hidden="true">{}</span>{}{}</span>',
        state.replace("_", "-"),
        sign,
        word,
        "" if number is None else f" {number}",
    )


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
def dashed(code: str) -> str:
    """A code as it stands in the name of a class: due_soon as due-soon."""
    return code.replace("_", "-")
