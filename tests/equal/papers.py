"""The papers: the ledger's export as spreadsheet and report, and the brief as page and as PDF."""

import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Sequence

from openpyxl import load_workbook

from duties import verify
from duties.models import Brief
from duties.periods import parse
from duties.services.audit_export import Asked, export_ask
from duties.services.briefs import Reason, brief_make
from portal.access import SYSTEM
from portal.models import Job
from portal.services.files import file_path
from portal.services.jobs import job_run
from tests.equal import ledgers
from tests.equal.case import RULES, Look
from tests.equal.plain import Plain, Row, of_force, rate, sums
from tests.equal.shown import Held, lines_of, printed_lines, text_of, tree_of
from tests.portal.documents.reading import Page, read

TOTALS = ("must", "in_principle", "unquantified")
NUMERALS = "〇一二三四五六七八九"
NOT_YET = ("due_soon", "pending", "upcoming")


def exported(look: Look, held: Held) -> None:
    """The export that the page asks for, with the period's rows: spreadsheet and report, rows and sums."""
    last = look.period.last
    asked = Asked(last, last, look.as_of, look.known_at, closing=True)
    job = export_ask(actor=look.actor, unit=look.unit, asked=asked)
    job_run(job.public_id)
    job.refresh_from_db()
    if not look.rows():
        held.cell("spreadsheet", "nothing owed", job.state, Job.State.FAILED)
        return
    files = {file.name.rpartition(".")[2]: file_path(file).read_bytes() for file in job.files.all()}
    ledgers.workbook(files["xlsx"], look, held)
    sheet = load_workbook(io.BytesIO(files["xlsx"]))["按条款汇总"].iter_rows(values_only=True)
    told = [tuple("" if value is None else str(value) for value in line) for line in sheet]
    wanted = [line for force in TOTALS for line in _totals(of_force(look.rows(), force), look, force)]
    held.same("spreadsheet", "sums", (line for line in told if line[1] and line[0] != "条款"), wanted)
    lines = printed_lines(read(files["pdf"]))
    held.same(
        "report", "sums", (tuple(line) for line in lines if len(line) == 12 and line[0] != "条款"), wanted
    )
    for place in ("spreadsheet", "report"):
        held.cells[place] += 11 * len(wanted)
    ledgers.report(lines, look, held)


def _totals(rows: Sequence[Row], look: Look, force: str) -> list[tuple[str, ...]]:
    """The lines of the table of one force: an article each, then all together."""
    if not rows:
        return []
    articles = sorted({row.rule["article"] for row in rows})
    groups = [(_article(each), [row for row in rows if row.rule["article"] == each]) for each in articles]
    return [_line(name, group, look, force) for name, group in [*groups, ("合计", rows)]]


def _line(name: str, rows: Sequence[Row], look: Look, force: str) -> tuple[str, ...]:
    found = sums(rows, look.as_of)
    counts = [found[each] for each in ("met", "met_late", "made_up", "overdue", "open")]
    counts = [len(rows), *counts, sum(found[each] for each in NOT_YET), found["waived"]]
    rated = force != "unquantified"
    rates = [str(found["base"]), rate(found["done"], found["base"]), rate(found["met"], found["base"])]
    return (name, *map(str, counts), *(rates if rated else ["—"] * 3))


def _article(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = f"{NUMERALS[tens] if tens > 1 else ''}十" if tens else ""
    return f"第{ten}{NUMERALS[ones] if ones else ''}条"


def brief(look: Look, held: Held) -> None:
    """The brief of the area as it stands now, its change since a week before, and its six last periods."""
    if look.as_of != look.setting.now.date() or look.known_at:
        return
    made = brief_make(actor=SYSTEM, unit=look.unit, period=parse(look.period.name), reason=Reason("演示"))
    page = look.client.get(f"/briefs/{made.public_id}/").content.decode()
    paper = read(file_path(made.file).read_bytes())
    assert len(paper) == 1
    rows, then = look.plain.rows(look.period.last, look.period.last, look.unit.code), _then(look, made)
    now = sums(of_force(rows, "must"), look.as_of)
    facts = made.facts
    for name in ("base", "met", "met_late", "made_up", "overdue", "due_soon"):
        held.cell("brief", name, facts["now"][name], now[name])
        held.cell("brief", f"{name} before", facts["then"][name], _before(then, look, made)[name])
    late, was = _late(rows), _late(then)
    held.cell("brief", "units", facts["now"]["units"], len({row.unit for row in late}))
    principle = sums(of_force(rows, "in_principle"), look.as_of)["overdue"]
    held.cell("brief", "in principle", facts["now"]["principle_overdue"], principle)
    fresh = {row.key for row in late} - {row.key for row in was}
    settled = {row.key for row in was} - {row.key for row in late}
    held.cell("brief", "late", (facts["late"]["number"], facts["late"]["fresh"]), (len(late), len(fresh)))
    held.cell("brief", "settled", facts["settled"]["number"], len(settled))
    silent = look.plain.silent(of_force(rows, "must"))
    held.cell("brief", "silent", facts["silent"]["number"], len(silent))
    matters = Counter((row.key[1], row.rule["title"]) for row in late)
    for each in facts["late"]["matters"]:
        held.cell("brief", each["rule"], each["number"], matters[each["rule"], each["title"]])
    tiles = {"完成率": (rate(now["done"], now["base"]), f"{now['done']}/{now['base']}"),
             "按时率": (rate(now["met"], now["base"]), f"{now['met']}/{now['base']}"),
             "逾期未完成": (f"{len(late)}项", f"涉及{len({row.unit for row in late})}个单位"),
             "新增逾期": (f"{len(fresh)}项",), "已化解": (f"{len(settled)}项",)}  # fmt: skip
    _tiles(page, paper[0], tiles, held)
    _trend(look, page, paper[0], facts["trend"], held)
    _order(look, page, paper[0], rows, held)


def _then(look: Look, made: Brief) -> list[Row]:
    """The rows as of the moment with which the brief compares, as known then."""
    day, known = (made.facts["since"][at] for at in (1, 2))
    plain = Plain(
        verify.World(**look.setting.world),
        RULES,
        dt.date.fromisoformat(day),
        dt.datetime.fromisoformat(known),
    )
    return plain.rows(look.period.last, look.period.last, look.unit.code)


def _before(rows: Sequence[Row], look: Look, made: Brief) -> Counter[str]:
    return sums(of_force(rows, "must"), dt.date.fromisoformat(made.facts["since"][1]))


def _late(rows: Sequence[Row]) -> list[Row]:
    return [row for row in of_force(rows, "must") if row.status == "overdue"]


def _tiles(page: str, paper: Page, tiles: dict[str, tuple[str, ...]], held: Held) -> None:
    for each in tree_of(page).xpath('//dl[@class="figures"]/div'):
        name = text_of(each.find("dt"))
        said = text_of(each.find("dd"))
        held.cell("brief page", name, said.startswith(" ".join(tiles[name])), True)
    figures, bases = ("".join(each[at] for each in tiles.values() if len(each) > at) for at in (0, 1))
    text = paper.text
    held.cell("brief paper", "figures", figures in text, True)
    held.cell("brief paper", "bases", bases in text, True)


def _trend(look: Look, page: str, paper: Page, points: Sequence[dict[str, object]], held: Held) -> None:
    periods = [look.period]
    while len(periods) < 6:
        periods.insert(
            0,
            verify.period_of(
                verify.kind_of_period(look.period.name), periods[0].first - dt.timedelta(days=1)
            ),
        )
    expected = []
    for each in periods:
        rows = of_force(look.plain.rows(each.last, each.last, look.unit.code), "must")
        found = sums(rows, look.as_of)
        if found["base"]:
            expected.append((each.name, found["base"], found["done"], found["met"]))
    told = [tuple(point[name] for name in ("period", "base", "fulfilled", "met")) for point in points]
    held.cell("brief", "trend", told, expected)
    held.cells["brief"] += 3 * len(expected)
    tables = re.split(r"<h2>谁落后", page)[0]
    shown = [[text for text, _ in line][1:] for line in lines_of(tables, "table-dense")] if expected else []
    held.cell(
        "brief page",
        "trend",
        shown,
        [[rate(done, base), str(met), str(done), str(base)] for _, base, done, met in expected],
    )
    if expected:
        held.cell(
            "brief paper",
            "trend",
            "".join(f"{done}/{base}" for _, base, done, _ in expected) in paper.text,
            True,
        )


def _order(look: Look, page: str, paper: Page, rows: Sequence[Row], held: Held) -> None:
    """The units right below, each with its figures, as far as they are listed."""
    below = [row for row in of_force(rows, "must") if row.unit != look.unit.code]
    groups: dict[str, list[Row]] = {}
    for row in below:
        groups.setdefault(row.path[row.path.index(look.unit.code) - 1], []).append(row)
    section = re.split(r"<h2>谁落后", page)[1].split("</section>")[0]
    for line in lines_of(section, "table-dense"):
        (_, _), (name, _), (share, _), (figures, _), (overdue, _) = line
        found = sums(groups[name.removesuffix(" 无一完成").removeprefix("演示")], look.as_of)
        wanted = (
            rate(found["done"], found["base"]),
            f"{found['done']}/{found['base']}",
            str(found["overdue"]),
        )
        held.cell("brief page", name, (share, figures, overdue), wanted)
        held.cell(
            "brief paper", name, f"{name.removesuffix(' 无一完成')}{wanted[0]}{wanted[1]}" in paper.text, True
        )
