"""Cells of the heat map over time; written without a template, as a page has many."""

from collections.abc import Sequence

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from duties.selectors.board.table import Cell
from duties.templatetags.board_ui import cell_html

register = template.Library()

STEPS = (0.02, 0.05, 0.1)
"""Up to which share of a cell's obligations may be overdue in each step of heat; beyond the last is the deepest."""


@register.simple_tag
def heat_cells(cells: Sequence[tuple[Cell, int, int, str, str]]) -> SafeString:
    """The cells of one line, each as on the board: figures with sign, colour and bar, a link to what is behind them."""
    written = [
        cell_html(cell, done, required, escape(name), escape(url), "must", mark=_heat(cell))
        for cell, done, required, url, name in cells
    ]
    return mark_safe("".join(written))


def _heat(cell: Cell) -> str:
    """The class of a cell's heat; nothing where nothing is overdue."""
    tally = cell.tally
    if not tally.overdue:
        return ""
    share = tally.overdue / tally.rows
    return f" heat-{1 + sum(share > step for step in STEPS)}"
