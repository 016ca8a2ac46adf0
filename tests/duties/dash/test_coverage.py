"""联系覆盖: every cell equals the exported ledger; contact points visited; from figure to rows to record; past views."""

import datetime as dt
import functools
import re
import uuid
from collections.abc import Callable, Iterable
from io import StringIO

import time_machine
from django.core.management import call_command
from django.http import HttpResponse

from duties.ledger.compute import LedgerRow
from duties.ledger.status import Status
from duties.periods import parse
from duties.rulebook import XPCC_2023
from duties.selectors.board.table import Row
from duties.selectors.coverage import VISITED, coverage, visits_of
from duties.services.links import link_add
from duties.services.records import Content, record_add
from portal import clock
from portal.access import SYSTEM
from portal.models import Person, Role, Tenure, Unit
from portal.selectors.vocabulary import vocabulary
from tests.duties.board.test_sums import exported, same
from tests.duties.load_world import load_world
from tests.duties.office_world import OfficeWorld
from tests.duties.random_worlds import Maker
from tests.portal.desk import account_at

Ask = Callable[..., HttpResponse]
YEAR = parse("2026")


def sums(rows: Iterable[LedgerRow]) -> tuple[int, int]:
    """Required and counted as rates add them up, waived rows left out."""
    owed = [row for row in rows if row.status != Status.WAIVED]
    return sum(row.required for row in owed), sum(min(row.counted, row.required) for row in owed)


def behind(row: Row, unit: Unit, read: Callable[[Unit], list[LedgerRow]]) -> list[LedgerRow]:
    """The exported rows that a line is about."""
    area = read(unit)
    if row.own:
        return [each for each in area if each.unit_id == row.unit.pk]
    units = [row.unit]
    if row.group:
        units = list(Unit.objects.filter(kind=row.group, placements__parent=row.unit).distinct())
    inside = [each for below in units for each in read(below)]
    return [each for each in area if same(each, inside)]


def test_cells_equal_the_exported_ledger(db: None) -> None:
    day = dt.date(2025, 1, 20)
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), clock.SHANGHAI), tick=False):
        call_command("load_regulation", XPCC_2023, stdout=StringIO())
        load_world(Maker(12).make(), [])
        corps, period = Unit.objects.get(code="兵"), parse("2024")
        made = coverage(account_at(corps, Role.OFFICE, "office"), corps, period, vocabulary())
        read = functools.cache(lambda unit: exported(unit, day, period.last_day))
        assert len({head.code for head in made.heads}) > 3
        for row in [*made.rows, made.total]:
            rows = read(corps) if row is made.total else behind(row, corps, read)
            for head, cell in zip(made.heads, row.cells, strict=True):
                if VISITED not in head.rules:
                    expected = sums(each for each in rows if each.rule_id in head.rules)
                    assert (cell.tally.required, cell.tally.counted) == expected, f"{row.label} {head.title}"
                assert cell.tally.counted <= cell.tally.required
        assert sum(cell.tally.required for cell in made.total.cells) > 0


def contacts(world: OfficeWorld) -> None:
    """The division's secretary has two regiments as contact points, and has been at one of them twice."""
    division = world.units["师"]
    person = Person.objects.create(code="division_secretary", name="演示-师书记")
    Tenure.objects.create(
        unit=division, role="party_secretary", person=person, started_on=dt.date(2026, 1, 1)
    )
    for code in ("团", "邻"):
        link_add(
            actor=SYSTEM, unit=division, role="party_secretary", kind="contact_point", target=world.units[code],
            started_on=dt.date(2026, 1, 1), ended_on=None, reason="",
        )  # fmt: skip
    for month in (3, 6):
        content = Content(
            unit=division, kind="visit", forms=("research",), occurred_on=dt.date(2026, month, 5),
            leader=person, target=world.units["团"], on_topic=True,
        )  # fmt: skip
        record_add(actor=SYSTEM, content=content, ref=uuid.uuid4().hex)


def visits(world: OfficeWorld) -> dict[str, int]:
    actor = world.actors["office"]
    assert actor.post is not None
    found = visits_of(actor, actor.post.unit, YEAR)
    return {visit.link.target.name: visit.reached.count if visit.reached else 0 for visit in found}


def test_contact_points_and_visits_to_them(world: OfficeWorld, ask: Ask) -> None:
    contacts(world)
    assert visits(world) == {"演示28团": 0, "演示27团": 2}
    actor = world.actors["office"]
    assert actor.post is not None
    made = coverage(actor, actor.post.unit, YEAR, vocabulary())
    at = next(place for place, head in enumerate(made.heads) if VISITED in head.rules)
    assert (made.total.cells[at].tally.counted, made.total.cells[at].tally.required) == (1, 2)
    page = ask("office", "/analysis/coverage/visits/", none="1").content.decode()
    assert "演示28团" in page
    assert ">演示27团</th>" not in page


def test_a_figure_opens_its_rows_and_a_row_its_records(world: OfficeWorld, ask: Ask) -> None:
    contacts(world)
    page = ask("office", "/analysis/coverage/").content.decode()
    address = re.search(r'<a href="([^"]*column=a7\.3\.visits[^"]*)" aria-label="[^"]*:\s*2/4', page)
    assert address is not None
    rows = ask("office", address[1].replace("&amp;", "&"))
    link = (
        rows.headers.get("Location")
        or re.findall(r'bearer-who">.*?href="([^"]+)"', rows.content.decode(), re.DOTALL)[0]
    )
    why = ask("office", link).content.decode()
    assert "2026-03-05" in why or "3月5日" in why


def test_a_past_view_counts_the_visits_of_then(world: OfficeWorld, ask: Ask) -> None:
    contacts(world)
    page = ask("office", "/analysis/coverage/visits/", as_of="2026-04-01", period="2026").content.decode()
    assert re.search(r"演示27团</th>.*?1 次", page, re.DOTALL)
    assert "到过 1 个" in page
    table = ask("office", "/analysis/coverage/", as_of="2026-02-01").content.decode()
    assert "到过的联系点" in table
    assert re.search(r"到过的联系点:\s*0/2", table) or "0/2" in table


def test_units_unfold_and_the_address_keeps_it(world: OfficeWorld, ask: Ask) -> None:
    folded = ask("above", "/analysis/coverage/").content.decode()
    unfolded = ask("above", "/analysis/coverage/", open="师").content.decode()
    assert "演示二师(本级)" not in folded
    assert "演示二师(本级)" in unfolded
    assert 'aria-expanded="true"' in unfolded


def test_scope(world: OfficeWorld, ask: Ask) -> None:
    for url in ("/analysis/coverage/", "/analysis/coverage/visits/"):
        assert ask("clerk", url, unit=str(world.units["师"].public_id)).status_code == 404
        assert "演示27团一连" not in ask("clerk", url).content.decode()


def test_a_period_without_such_duties_says_so(ask: Ask) -> None:
    page = ask("office", "/analysis/coverage/", period="2025").content.decode()
    assert "没有联系、走访、入户的应履职事项" in page
    assert "没有应走访的联系点" in ask("office", "/analysis/coverage/visits/").content.decode()
