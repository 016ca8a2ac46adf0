"""The outputs that give the ledger row by row: export, interface, spreadsheet, report, the list behind a figure."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.management import call_command
from openpyxl import load_workbook

from duties.verify import COLUMNS
from portal import clock
from portal.services.api_tokens import SCOPES, token_make
from portal.wording import period_cn
from tests.equal.case import Look
from tests.equal.plain import STATUSES, Row
from tests.equal.shown import Held, text_of, tree_of

Lines = dict[tuple[str, ...], Mapping[str, str]]


def keyed(rows: Iterable[Mapping[str, Any]]) -> Lines:
    """Rows of the ledger by regulation, rule, unit, role and period; cells as the export writes them."""
    found = ({name: "" if row[name] is None else str(row[name]) for name in COLUMNS} for row in rows)
    return {tuple(row[name] for name in COLUMNS[:5]): row for row in found}


def expected(rows: Iterable[Row]) -> Lines:
    """The rows of the plain reading in the same form."""
    return keyed(row.cells for row in rows)


def export(look: Look, held: Held) -> None:
    """`manage.py export_ledger` as CSV and JSON: the area of the unit, whoever reads it."""
    day = look.period.last.isoformat()
    given = {"first": day, "last": day, "as_of": look.as_of.isoformat(), "unit": look.unit.code}
    if look.known_at:
        given["known_at"] = look.known_at.isoformat()
    for form in ("csv", "json"):
        out = io.StringIO()
        call_command("export_ledger", format=form, stdout=out, **given)
        text = out.getvalue()
        rows = csv.DictReader(io.StringIO(text)) if form == "csv" else json.loads(text)
        held.table(f"export {form}", keyed(rows), expected(look.rows(within=False)))


class Interface:
    """A program with a token of the reader."""

    def __init__(self, look: Look) -> None:
        _, secret = token_make(
            actor=look.actor, name="演示程序", scopes=tuple(SCOPES), expires_on=clock.today()
        )
        self.look, self.headers = look, {"Authorization": f"Bearer {secret}"}

    def all(self, path: str, **more: str) -> list[dict[str, Any]]:
        """All pages of a list at the moment of the look."""
        day, rows, after = self.look.period.last.isoformat(), [], ""
        while after is not None:
            asked = {"first": day, "last": day, "unit": self.look.unit.code, **more, **self.look.asked}
            asked |= {"known_at": self.look.known_at.isoformat()} if self.look.known_at else {}
            asked |= {"after": after} if after else {}
            answer = self.look.client.get(f"/api/v1/{path}/?{urlencode(asked)}", headers=self.headers)
            assert answer.status_code == 200, answer.content.decode()
            told = answer.json()
            rows += told["items"]
            after = told["next"]
        return rows


def interface(look: Look, held: Held) -> None:
    """/api/v1/ledger/."""
    held.table("interface", keyed(Interface(look).all("ledger", limit="50")), expected(look.rows()))


HEADS = {"口径代码": "rule", "单位代码": "unit", "职务代码": "role", "周期": "period", "应完成": "required", "已计入": "counted",
         "补办": "made_up", "到期日": "due_on", "完成日": "met_on", "状态代码": "status", "法规": "regulation"}  # fmt: skip


def workbook(book: bytes, look: Look, held: Held) -> None:
    """The sheet 台账 of the spreadsheet."""
    head, *lines = load_workbook(io.BytesIO(book))["台账"].iter_rows(values_only=True)
    rows = []
    for line in lines:
        row = {HEADS[name]: value for name, value in zip(head, line, strict=True) if name in HEADS}
        rows.append(row | {name: row[name] and row[name].date() for name in ("due_on", "met_on")})
        held.cell("spreadsheet", row["rule"], line[head.index("状态")], STATUSES[row["status"]])
    held.table("spreadsheet", keyed(rows), expected(look.rows()))


def report(lines: Iterable[list[str]], look: Look, held: Held) -> None:
    """The tables of rows in the printed report: what is overdue, and every row."""
    lines = [[each.replace("（", "(").replace("）", ")") for each in line] for line in lines]
    rows = look.rows()
    details = [_printed(row) for row in rows]
    late = [(*_printed(row)[:4], row.cells["due_on"], str((look.as_of - row.due_on).days)) for row in rows
            if row.status == "overdue" and row.rule["force"] != "unquantified"]  # fmt: skip
    held.same(
        "report",
        "rows",
        ((line[0], line[2], *line[4:]) for line in lines if len(line) == 10 and line[9] != "状态"),
        details,
    )
    held.same(
        "report",
        "overdue",
        ((line[0], line[2], *line[4:]) for line in lines if len(line) == 8 and line[7] != "逾期天数"),
        late,
    )
    held.cells["report"] += 8 * len(details)


def _printed(row: Row) -> tuple[str, ...]:
    """A row as the report has it, without its seat and provision, which are words alone."""
    done = f"{row.cells['counted']}/{row.cells['required']}"
    made_up = "" if row.cells["made_up"] == "0" else row.cells["made_up"]
    words = (f"演示{row.unit}", row.rule["title"], period_cn(row.key[4]), done)
    return (*words, made_up, row.cells["due_on"], row.cells["met_on"], STATUSES[row.status])


def behind(look: Look, address: str, rows: list[Row], held: Held, place: str = "list") -> None:
    """The list that a figure's address opens, all pages of it: its obligations, each with figures, status and due day."""
    # With a status asked for, a single obligation is listed too, and not taken apart at once.
    whole = {"status": ",".join(STATUSES)} | dict(parse_qsl(urlsplit(address).query))
    shown, page, pages = [], 1, 1
    while page <= pages:
        tree = tree_of(look.page(urlsplit(address).path, **whole, page=str(page)))
        pages = 1 + len(tree.xpath('//a[@rel="next"]')) + page - 1
        for each in tree.xpath('//div[contains(@class, "bearer")]'):
            shown.append(_listed(look, each))
        page += 1
    held.same(place, address, shown, [_expected(row) for row in rows])
    held.cells[place] += 4 * len(rows)


def _listed(look: Look, line: Any) -> tuple[str, ...]:
    address = urlsplit(line.xpath(".//a/@href")[0])
    unit, regulation, rule, period = address.path.strip("/").split("/")[1:]
    status, done = line.xpath('./span[contains(@class, "bearer-figures")]/span')
    due = re.search(r"(\d{4}-\d\d-\d\d) 到期", line.text_content())[1]  # type: ignore[index]
    role = dict(parse_qsl(address.query)).get("role", "")
    return regulation, rule, look.codes[unit], role, period, text_of(status), text_of(done), due


def _expected(row: Row) -> tuple[str, ...]:
    return (
        *row.key,
        STATUSES[row.status],
        f"{row.cells['counted']}/{row.cells['required']}",
        row.cells["due_on"],
    )
