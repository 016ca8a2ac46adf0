"""The pieces of the dashboards that are drawn on the server: the funnel of supervision, the cells of coverage, live refresh."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from duties.periods import Period
from duties.selectors.board.table import Cell, Row
from duties.selectors.coverage import Band
from duties.selectors.funnel.funnel import Funnel, Line
from duties.templatetags.board_ui import row_url
from duties.templatetags.duties_ui import asked_moment
from portal.models import Unit

register = template.Library()

WIDTH, HEIGHT, BAND, GAP = 300, 190, 34, 4


@register.simple_tag
def funnel_picture(funnel: Funnel) -> SafeString:
    """The stages as bands as wide as the share that has reached them; the table beside it says the same."""
    bands = [_band(place, line) for place, line in enumerate(funnel.lines)]
    return format_html(
        '<svg class="funnel-picture" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        HEIGHT,
        "、".join(f"{line.stage.label}{line.count}件" for line in funnel.lines),
        format_html_join("", "{}", ((band,) for band in bands)),
    )


def _band(place: int, line: Line) -> SafeString:
    width = round((line.share or 0) * WIDTH, 1)
    top = place * (BAND + GAP)
    return format_html(
        '<g><rect class="funnel-ground" x="0" y="{top}" width="{all}" height="{band}" rx="3"/>'
        '<rect class="funnel-band" x="{left}" y="{top}" width="{width}" height="{band}" rx="3"/>'
        '<text x="{middle}" y="{base}" text-anchor="middle">{label} {count}</text></g>',
        top=top,
        all=WIDTH,
        band=BAND,
        left=round((WIDTH - width) / 2, 1),
        width=width,
        middle=WIDTH / 2,
        base=top + BAND / 2 + 5,
        label=line.stage.label,
        count=line.count,
    )


@register.simple_tag(takes_context=True)
def coverage_cells(context: Context, row: Row, bands: Sequence[Band], period: Period) -> SafeString:
    """The cells of one line of the coverage: figures with a bar, a link to the rows behind them; — where nothing is owed."""
    address = str(row_url(context, row, period))
    visits = f"{reverse('coverage-visits')}?{urlencode({'unit': row.unit.public_id, 'period': period.name} | asked_moment(context))}"
    heads = [head for band in bands for head in band.heads]
    cells = []
    for cell, head in zip(row.cells, heads, strict=True):
        link = f"{address}&column={head.code}" if head.code else "" if row.own or row.group else visits
        cells.append(_cell(cell, f"{row.label} {head.title}", link))
    return format_html_join("", "{}", ((each,) for each in cells))


def _cell(cell: Cell, name: str, link: str) -> SafeString:
    tally = cell.tally
    if not tally.required:
        return format_html(
            '<td class="cell"><span class="cell-none">{}</span></td>', "免" if tally.waived else "—"
        )
    state = cell.state.value.replace("_", "-") if cell.state else "waived"
    figures = f"{cell.sign} {tally.counted}/{tally.required}"
    inner = format_html(
        '{}<progress class="bar" value="{}" max="{}" aria-hidden="true"></progress>',
        figures,
        tally.counted,
        tally.required,
    )
    if not link:
        return format_html('<td class="cell state-{}"><span class="cell-plain">{}</span></td>', state, inner)
    return format_html(
        '<td class="cell state-{}"><a href="{}" aria-label="{}:{},{}">{}</a></td>',
        state,
        link,
        name,
        figures,
        cell.says,
        inner,
    )


@register.simple_tag(takes_context=True)
def live(context: Context, unit: Unit) -> SafeString:
    """The attribute of the element that is kept up to date: where it asks whether anything of the unit's area has changed."""
    stamp = getattr(context.get("request"), "live_stamp", "")
    if not stamp:
        return mark_safe("")
    address = f"{reverse('live')}?{urlencode({'unit': unit.public_id, 'stamp': stamp})}"
    return format_html(' data-live="{}"', address)
