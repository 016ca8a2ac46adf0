"""The pages of figures: board, analysis, and the interface's sums; each figure by what its own address leads to."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from duties.selectors.board.columns import column_of, family_rules, readings_known
from portal.selectors.vocabulary import vocabulary
from portal.wording import period_cn
from tests.equal.case import RULES, Look, period_named
from tests.equal.ledgers import Interface, behind
from tests.equal.plain import STATUSES, Row, of_force, rate, share, sums
from tests.equal.shown import Held, drawn, lines_of, meant, numbers, text_of, tree_of

Columns = Mapping[str, Sequence[str]]
OPENED = 3
"""So many figures of a page are opened: the list behind them is compared too."""
DONE = re.compile(r"\d+/\d+|—|免")


def columns() -> dict[str, list[str]]:
    """Which rules the columns of the board sum, by the code of each of their rules; `CODE folded` for the whole family."""
    readings, words = readings_known(), vocabulary()
    codes = {each.rule_id: f"{each.rule.regulation.code}/{each.rule.code}" for each in readings}
    found = {}
    for each in readings:
        column = column_of(each.rule.code, readings, words)
        assert column is not None
        found[each.rule.code] = [codes[rule] for rule in column.rules]
        found[f"{each.rule.code} folded"] = [codes[rule] for rule in family_rules(column, readings, words)[0]]
    return found


def open_some(look: Look, held: Held, addresses: Sequence[str], known: Columns) -> None:
    """Open the lists behind a few figures, other ones for each seed."""
    for at in range(min(OPENED, len(addresses))):
        address = addresses[(look.setting.seed * 7 + at * 13) % len(addresses)]
        behind(look, address, meant(look, address, known), held)


def board(look: Look, held: Held) -> None:
    """The board: the figures on top and every cell, as text and in words; its lines hold each row once."""
    known = columns()
    page = look.page("/board/", open="二,三")
    _figures(look, held, page, known)
    every, addresses = [], []
    for line in lines_of(page, "board-table"):
        (label, _), (owed, _), *cells = line
        whole = meant(look, cells[0][1], known) if cells[0][1] else []
        # The line of a unit that is unfolded sums once more what stands in the lines below it.
        every += [] if label.startswith("▾") else whole
        held.cell("board", (label, "应履职"), owed, str(sums(whole, look.as_of)["expected"] or "—"))
        for text, address in cells:
            if address:
                rows = meant(look, address, known)
                column = "column=" in address
                held.cell("board", (label, address), DONE.search(text)[0], _done(rows, look, counts=column))  # type: ignore[index]
                addresses.append(address)
            else:
                held.cell("board", (label, "nothing"), text, "—")
    held.same("board", "rows", (row.key for row in every), (row.key for row in of_force(look.rows(), "must")))
    for link in tree_of(page).xpath('//table[contains(@class, "board-table")]//td/a[@aria-label]'):
        rows = meant(look, link.get("href"), known)
        held.cell("board", link.get("aria-label"), link.get("aria-label").split(",", 1)[1], _says(rows, look))
    open_some(look, held, addresses, known)


def _done(rows: Sequence[Row], look: Look, *, counts: bool) -> str:
    """A cell of the board: done of what is asked for, or obligations fulfilled of those due."""
    found = sums(rows, look.as_of)
    done, asked = (found["counted"], found["required"]) if counts else (found["done"], found["base"])
    if not found["expected"]:
        return "免" if found["waived"] else "—"
    return f"{done}/{asked}" if asked else "—"


def _says(rows: Sequence[Row], look: Look) -> str:
    """How many obligations stand where, in words."""
    found = sums(rows, look.as_of)
    if not found["expected"]:
        return f"豁免{found['waived']}项"
    return "、".join(
        f"{word}{found[name]}项" for name, word in STATUSES.items() if found[name] and name != "waived"
    )


def _figures(look: Look, held: Held, page: str, known: Columns) -> None:
    rows = look.rows()
    found = sums(of_force(rows, "must"), look.as_of)
    units = {row.unit for row in of_force(rows, "must") if row.status != "waived"}
    late = {row.unit for row in of_force(rows, "must") if row.status == "overdue"}
    expected = {
        "应履职": [found["expected"], len(units), *([found["waived"]] if found["waived"] else [])],
        "已完成": [found["done"], found["base"], *([found["made_up"]] if found["made_up"] else [])],
        "按时率": [found["met"], found["base"]],
        "临期": [found["due_soon"], *([found["pending"]] if found["pending"] else [])],
        "逾期未完成": [found["overdue"], len(late)],
    }
    rates = {"已完成": rate(found["done"], found["base"]), "按时率": rate(found["met"], found["base"])}
    for each in tree_of(page).xpath('//dl[contains(@class, "board-figures")]/div'):
        name, text = text_of(each.find("dt")), text_of(each.find("dd"))
        if name in expected:
            held.cell("board", name, numbers(text), expected[name])
            address = each.xpath(".//a/@href")[0]
            held.cell(
                "board",
                address,
                numbers(text)[0],
                len([row for row in meant(look, address, known) if row.status != "waived"]),
            )
        if name in rates:
            held.cell("board", f"{name} %", rates[name] in text, True)
    apart = text_of(tree_of(page).xpath('//p[@class="board-apart"]')[0])
    for force, word, open_word, last in (
        ("in_principle", "原则上", "逾期", "overdue"),
        ("unquantified", "不计逾期", "未开展", "open"),
    ):
        each = sums(of_force(rows, force), look.as_of)
        said = re.search(rf"{word} 要求 (\d+) 项另计:完成 (\d+) 项,{open_word} (\d+) 项", apart)
        wanted = [each["expected"], each["done"], each[last]] if each["expected"] else None
        held.cell("board", word, [int(one) for one in said.groups()] if said else None, wanted)


Read = Callable[[list[Row], Look], str]
"""What a cell should say of the rows that its line means."""


def _number(name: str) -> Read:
    def read(rows: list[Row], look: Look) -> str:
        return f"{sums(rows, look.as_of)[name]:,}"

    return read


def _share(name: str) -> Read:
    def read(rows: list[Row], look: Look) -> str:
        found = sums(rows, look.as_of)
        return share(found[name], found["base"])

    return read


def _cells(
    place: str,
    look: Look,
    held: Held,
    label: str,
    cells: Sequence[tuple[str, str]],
    reads: Sequence[Read],
    known: Columns,
    dashes: bool = True,
) -> list[Row]:
    """The cells of a line of analysis, all of the rows that its first one leads to; gives those rows.

    With `dashes` a line that owes nothing has no figures.
    """
    rows = meant(look, cells[0][1], known) if cells[0][1] else []
    for number, ((text, address), read) in enumerate(zip(cells, reads, strict=True)):
        nothing = dashes and not sums(rows, look.as_of)["expected"]
        waived = sums(rows, look.as_of)["waived"]
        expected = (f"免 {waived}" if waived and not number else "—") if nothing else read(rows, look)
        held.cell(place, (label, number), text, expected)
        if address and not nothing:
            opened = meant(look, address, known)
            held.cell(place, (label, number, "rows"), set(map(id, opened)) <= set(map(id, rows)), True)
    return rows


MEASURES = [
    _number("expected"),
    _number("base"),
    _share("done"),
    _share("met"),
    _number("made_up"),
    _number("overdue"),
]


def fulfilment(look: Look, held: Held) -> None:
    """完成情况 by unit, article and kind: every line, which together hold each row once, and the sum below them."""
    known, must = columns(), of_force(look.rows(), "must")
    for sort in ("unit", "article", "kind"):
        page, every, addresses = look.page("/analysis/", sort=sort), [], []
        lines = lines_of(page, "lines")
        for (label, _), *cells in lines:
            rows = _cells("fulfilment", look, held, label, cells, MEASURES, known)
            addresses += [address for _, address in cells if address]
            if label != "合计":
                every += rows
        held.same("fulfilment", sort, (row.key for row in every), (row.key for row in must) if lines else ())
        open_some(look, held, addresses, known)


def heat(look: Look, held: Held) -> None:
    """热力图: units × periods with what must be done, rules × periods with what is counted."""
    known = columns()
    for more in ({"open": "二"}, {"sort": "rules"}):
        addresses = []
        for (label, _), *cells in lines_of(look.page("/analysis/heat/", **more), "heat-table"):
            for text, address in cells:
                if address:
                    rows = meant(look, address, known)
                    shown = DONE.search(text)[0]  # type: ignore[index]
                    held.cell("heat", (label, address), shown, _done(rows, look, counts="sort" in more))
                    addresses.append(address)
                else:
                    held.cell("heat", (label, "nothing"), text, "—")
        open_some(look, held, addresses, known)


def trend(look: Look, held: Held) -> None:
    """趋势: the points of both charts, period by period."""
    known, page = columns(), look.page("/analysis/trend/")
    if "chart-drawing" not in page:
        held.cell("trend", "empty", sums(of_force(look.rows(), "must"), look.as_of)["expected"], 0)
        return
    reads = {"rates": [_share("done"), _share("met")],
             "numbers": [_number(name) for name in ("expected", "done", "met", "overdue")]}  # fmt: skip
    for chart, each in reads.items():
        told = drawn(page, chart)
        for series, read in zip(told["series"], each, strict=True):
            for name, (_, says, address) in zip(told["names"], series["points"], strict=True):
                if not address:
                    held.cell("trend", (name, series["name"]), says, "—")
                    continue
                asked = dict(parse_qsl(urlsplit(address).query))
                period = period_named(asked["period"])
                held.cell("trend", name, name, period_cn(period.name).replace("年第", "年"))
                rows = of_force(look.rows(period), "must")
                held.cell("trend", (name, series["name"]), says, read(rows, look))
        addresses = [point[2] for series in told["series"] for point in series["points"] if point[2]]
        open_some(look, held, addresses, known)


KINDS = ("corps", "division", "regiment", "company")


def ranking(look: Look, held: Held) -> None:
    """排名: places with ties, figures and silent units of regiments and companies."""
    known, reads = columns(), [_number("expected"), _share("done"), _share("met"), _number("overdue")]
    for kind in KINDS[KINDS.index(_kind(look, look.unit.code)) :]:
        page = look.page("/analysis/ranking/", kind=kind)
        values, places = {}, {}
        for (place, _), (label, _), _, *cells in lines_of(page, "ranking"):
            rows = _cells("ranking", look, held, label, cells, reads, known)
            found = sums(rows, look.as_of)
            if found["base"]:
                values[label] = found["done"] / found["base"]
            places[label] = place
        for label, place in places.items():
            better = sum(value > values[label] for value in values.values()) if label in values else None
            tied = sum(value == values[label] for value in values.values()) > 1 if label in values else False
            wanted = "—" if better is None else f"{1 + better}{'(并列)' if tied else ''}"
            held.cell("ranking", (label, "place"), place, wanted)
        silent = {unit for unit in look.plain.silent(look.rows()) if _kind(look, unit) == kind}
        named = {
            label.removesuffix(" 沉默").removeprefix("演示") for label in places if label.endswith("沉默")
        }
        held.cell("ranking", (kind, "silent"), named, silent)


def _kind(look: Look, code: str) -> str:
    return next(row["kind"] for row in look.setting.world["units"] if row["code"] == code)


TIERS = {name: entry.get("tier") for name, entry in RULES["vocabulary"]["units"].items()}


def tiers(look: Look, held: Held) -> None:
    """四级金字塔: each tier by itself."""
    known = columns()
    reads = [_number("expected"), _number("base"), _share("done"), _share("met"), _number("overdue")]
    every = []
    for (label, _), (units, _), *cells, (silent, _) in lines_of(look.page("/analysis/tiers/"), "tiers"):
        if not cells[0][1]:
            continue
        rows = _cells("tiers", look, held, label, cells, reads, known, dashes=False)
        held.cell(
            "tiers", (label, "units"), units, str(len({row.unit for row in rows if row.status != "waived"}))
        )
        kinds = {row.kind for row in rows}
        if kinds:
            quiet = {unit for unit in look.plain.silent(look.rows()) if _kind(look, unit) in kinds}
            held.cell("tiers", (label, "silent"), silent, str(len(quiet)))
        every += rows
    held.same("tiers", "rows", (row.key for row in every), (row.key for row in of_force(look.rows(), "must")))


def compare(look: Look, held: Held) -> None:
    """对比: the period with the one before it, column by column."""
    known = columns()
    for (label, _), *cells, _ in lines_of(look.page("/analysis/compare/"), "comparison"):
        for number, (text, address) in enumerate(cells):
            found = sums(meant(look, address, known), look.as_of)
            counts = f"{found['counted']:,}/{found['required']:,}" if found["required"] else "—"
            wanted = share(found["done"], found["base"]) if number % 2 else counts
            held.cell("compare", (label, number), text, wanted)


def interface_sums(look: Look, held: Held) -> None:
    """/api/v1/figures/: by part, unit, kind, tier, article and rule."""
    program = Interface(look)
    keys: dict[str, Callable[[Row], str]] = {
        "part": lambda row: (
            row.path[row.path.index(look.unit.code) - 1] if row.unit != look.unit.code else row.unit
        ),
        "unit": lambda row: row.unit,
        "kind": lambda row: row.kind,
        "tier": lambda row: str(TIERS[row.kind]) if TIERS[row.kind] is not None else "none",
        "article": lambda row: f"{row.key[0]}/{row.rule['article']:03d}",
        "rule": lambda row: f"{row.key[0]}/{row.key[1]}",
    }
    for by, key in keys.items():
        groups: dict[tuple[str, ...], list[Row]] = {}
        for row in look.rows():
            groups.setdefault((key(row), row.rule["force"]), []).append(row)
        told = program.all("figures", by=by, closing="true", limit="50")
        shown = {(each["key"], each["force"]): {name: each[name] for name in MEASURED} for each in told}
        held.table(
            f"interface by {by}",
            shown,
            {name: _measured(rows, look, name[1]) for name, rows in groups.items()},
        )


MEASURED = ("expected", "actual", "on_time", "base", "rate", "rate_on_time", "made_up", "overdue", "waived")


def _measured(rows: Iterable[Row], look: Look, force: str) -> dict[str, object]:
    found = sums(rows, look.as_of)
    base = found["base"] if force != "unquantified" else 0
    return {
        "expected": found["expected"],
        "actual": found["done"],
        "on_time": found["met"],
        "base": base,
        "rate": found["done"] / base if base else None,
        "rate_on_time": found["met"] / base if base else None,
        "made_up": found["made_up"],
        "overdue": found["overdue"],
        "waived": found["waived"],
    }
