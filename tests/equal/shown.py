"""What is held against what: cells that were shown, beside what they should be; and tables read out of pages and papers."""

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lxml import html

from tests.equal.case import Look, period_named
from tests.equal.plain import Row
from tests.portal.documents.reading import Box, Glyph, Page, read


@dataclasses.dataclass
class Held:
    """What was compared so far: how many cells of each place, and every difference in words."""

    cells: Counter[str] = dataclasses.field(default_factory=Counter)
    differences: list[str] = dataclasses.field(default_factory=list)

    def cell(self, place: str, where: object, shown: object, expected: object) -> None:
        """One cell; both sides as they are, text for what is printed."""
        self.cells[place] += 1
        if shown != expected:
            self.differences.append(f"{place} {where}: shows {shown!r}, should be {expected!r}")

    def same(self, place: str, where: object, shown: Iterable[Any], expected: Iterable[Any]) -> None:
        """Whether the same things are there, each as often: what is there too much or too little is named."""
        self.cells[place] += 1
        one, other = Counter(list(shown)), Counter(list(expected))
        if one != other:
            self.differences.append(
                f"{place} {where}: too much {[*(one - other)][:4]}, missing {[*(other - one)][:4]}"
            )

    def table(
        self, place: str, shown: Mapping[Any, Mapping[str, str]], expected: Mapping[Any, Mapping[str, str]]
    ) -> None:
        """Lines by their key, each with cells by name; lines of one side alone are differences."""
        self.same(place, "lines", shown, expected)
        for key in shown.keys() & expected.keys():
            for name, value in shown[key].items():
                self.cell(place, (*key, name), value, expected[key].get(name))


def text_of(element: Any) -> str:
    """The text of an element, blanks as one, without the sign beside a status."""
    signs = element.xpath('.//*[contains(@class, "state-sign")]')
    text = element.text_content()
    for sign in signs:
        text = text.replace(sign.text_content(), "", 1)
    return " ".join(text.split())


def link_of(element: Any) -> str:
    """Where the first link in an element leads; empty for none."""
    return next(iter(element.xpath(".//a/@href")), "")


def tree_of(page: str) -> Any:
    """A page as a tree."""
    return html.fromstring(page)


def lines_of(page: str, table: str) -> list[list[tuple[str, str]]]:
    """The lines of the table with this id or class: cells as text and address, the foot's last."""
    found = tree_of(page).xpath(f'//table[@id="{table}" or contains(@class, "{table}")]')
    return [
        [(text_of(cell), link_of(cell)) for cell in line.xpath("./th|./td")]
        for each in found
        for line in each.xpath("./tbody/tr|./tfoot/tr")
    ]


def drawn(page: str, name: str) -> dict[str, Any]:
    """What a chart draws."""
    return dict(json.loads(tree_of(page).xpath(f'//script[@id="{name}-data"]')[0].text))


def meant(look: Look, address: str, columns: Mapping[str, Sequence[str]]) -> list[Row]:
    """The rows that an address of the list behind a figure asks for, found in the plain reading.

    `columns`: the rules (regulation and code) that a column of the board names, by `code` or `code folded`.
    """
    asked = dict(parse_qsl(urlsplit(address).query))
    moment = {name: asked.pop(name) for name in ("as_of", "known_at") if name in asked}
    assert moment == look.asked, (address, look)
    rows = look.plain.rows(*(period_named(asked.pop("period")).last,) * 2, look.own_area)
    unit = look.codes[asked.pop("unit")]
    if asked.pop("own", ""):
        rows = [row for row in rows if row.unit == unit]
    elif group := asked.pop("group", ""):
        rows = [row for row in rows if row.kind == group and row.path[1:2] == (unit,)]
    else:
        rows = [row for row in rows if unit in row.path]
    if around := asked.pop("within", ""):
        rows = [row for row in rows if set(around.split(",")) <= set(row.path)]
    if column := asked.pop("column", ""):
        rules = columns[f"{column} folded" if asked.pop("folded", "") else column]
        rows = [row for row in rows if f"{row.key[0]}/{row.key[1]}" in rules]
    if article := asked.pop("article", ""):
        regulation = asked.pop("regulation")
        rows = [row for row in rows if (row.key[0], str(row.rule["article"])) == (regulation, article)]
    if force := asked.pop("force", ""):
        rows = [row for row in rows if row.rule["force"] == force]
    if status := asked.pop("status", ""):
        rows = [row for row in rows if row.status in status.split(",")]
    if kinds := asked.pop("kind", ""):
        rows = [row for row in rows if row.kind in kinds.split(",")]
    if asked.pop("base", ""):
        rows = [row for row in rows if row.based(look.as_of)]
    assert not asked, (address, asked)
    return rows


def printed(pdf: bytes) -> list[Any]:
    """The pages of a paper."""
    return read(pdf)


def printed_lines(pages: Iterable[Page]) -> list[list[str]]:
    """The lines of all tables with borders in a paper, each cell's text in one, however it was broken."""
    return [line for page in pages for line in _lines(page)]


def _lines(page: Page) -> list[list[str]]:
    boxes = {
        (round(box.x), round(box.y)): box for box in page.boxes if 4 < box.height < 60 and 4 < box.width < 200
    }
    rows: dict[int, dict[int, str]] = {}
    for x, y in sorted(boxes, key=lambda place: (place[1], place[0])):
        rows.setdefault(y, {})[x] = ""
    for glyph in sorted(page.glyphs, key=lambda glyph: (round(glyph.y, 1), glyph.x)):
        place = next((place for place, box in boxes.items() if _inside(glyph, box)), None)
        if place:
            rows[place[1]][place[0]] += glyph.text
    return [[text.strip() for _, text in sorted(cells.items())] for _, cells in sorted(rows.items())]


def _inside(glyph: Glyph, box: Box) -> bool:
    return box.x <= glyph.x < box.x + box.width and box.y <= glyph.y < box.y + box.height


def numbers(text: str) -> list[int]:
    """The whole numbers of a text, thousands joined; those of rates are left out."""
    return [int(each.replace(",", "")) for each in re.findall(r"(?<![\d.])\d[\d,]*(?![\d.%])", text)]
