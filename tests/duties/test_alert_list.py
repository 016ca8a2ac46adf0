"""预警 of an area: units by what presses on them, the steps reached, filters, and who may look."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from duties.models import Alert, Step
from duties.selectors.alert_list import Filters, by_unit, pressing_rows, step_counts
from duties.services.alerts import flag_overdue
from tests.access_walk import signed_in
from tests.duties.office_world import NOW, OfficeWorld, make_fresh_world
from tests.duties.shared import once


def make_flagged_world() -> OfficeWorld:
    """The world with its alerts."""
    world = make_fresh_world()
    flag_overdue()
    return world


made = once(make_flagged_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def browser(world: OfficeWorld, name: str = "office") -> Client:
    account = world.actors[name].account
    assert account is not None
    return signed_in(account)


def test_units_stand_by_how_much_is_overdue(world: OfficeWorld) -> None:
    rows = list(by_unit(pressing_rows(world.units["师"], Filters())))
    assert [row["overdue"] for row in rows] == sorted((row["overdue"] for row in rows), reverse=True)
    assert {row["unit__name"] for row in rows} >= {"演示27团", "演示二师"}
    text = browser(world).get("/alerts/").content.decode()
    assert text.index(rows[0]["unit__name"]) < text.index(rows[-1]["unit__name"])
    assert "预警最近核对 11月24日 10:00" in text


def test_each_obligation_counts_with_the_furthest_step_that_is_open(world: OfficeWorld) -> None:
    area = world.units["师"]
    counts = step_counts(pressing_rows(area, Filters()))
    furthest: dict[tuple[object, ...], int] = {}
    for *key, step in Alert.objects.values_list("rule", "unit", "role", "period", "step"):
        furthest[tuple(key)] = max(furthest.get(tuple(key), 0), Step.values.index(step))
    for step in Step:
        assert pressing_rows(area, Filters(step=step)).count() == counts[step]
    assert counts[Step.TALK] > 0
    in_area = [rank for key, rank in furthest.items() if key[1] in {unit.pk for unit in below(world)}]
    assert counts[Step.TALK] == in_area.count(Step.values.index("talk"))


def below(world: OfficeWorld) -> list[object]:
    return [world.units[code] for code in ("师", "团", "邻", "连")]


def test_the_obligations_of_one_unit_lead_to_their_cells(world: OfficeWorld) -> None:
    unit = world.units["团"]
    text = browser(world).get("/alerts/", {"unit": str(unit.public_id)}).content.decode()
    assert "预警 · 演示27团" in text
    assert f"/cell/{unit.public_id}/xpcc-2023/a8.2.leading_group/2026Q3/" in text
    assert "约谈建议" in text


@pytest.mark.parametrize("query", ["step=talk", "step=x", "lateness=1", "lateness=9", "name=27", "page=99"])
def test_any_filter_is_answered(world: OfficeWorld, query: str) -> None:
    unit = world.units["团"].public_id
    assert browser(world).get(f"/alerts/?{query}").status_code == 200
    assert browser(world).get(f"/alerts/?{query}&unit={unit}").status_code == 200


def test_a_name_that_no_unit_bears_finds_nothing(world: OfficeWorld) -> None:
    assert "没有这样的预警" in browser(world).get("/alerts/?name=没有").content.decode()


@pytest.mark.parametrize("unit", ["兵", "x"])
def test_another_unit_is_not_there(world: OfficeWorld, unit: str) -> None:
    asked = world.units[unit].public_id if unit in world.units else unit
    assert browser(world).get(f"/alerts/?unit={asked}").status_code == 404


def test_who_reads_only_the_own_unit_has_the_inbox(world: OfficeWorld) -> None:
    assert browser(world, "clerk").get("/alerts/").status_code == 403


@pytest.mark.parametrize(
    "query", ["", "sort=-overdue", "sort=talk", "by=line", "by=line&sort=due_on", "step=talk"]
)
def test_each_row_is_on_one_page(world: OfficeWorld, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is summed, or read from other tables, is compared like any field."""
    client = browser(world)
    whole = client.get(f"/alerts/?{query}").context["list"].listing
    expected = [str(row) for row in whole.prepared(list(whole.ordered()))]
    monkeypatch.setattr("portal.lists.listing.PER_PAGE", 4)
    found: list[str] = []
    place = ""
    while len(found) <= len(expected):
        page = client.get(f"/alerts/?{query}&after={place}").context["list"].page
        found += [str(row) for row in page.rows]
        place = page.after
        if not place:
            break
    assert found == expected


def test_the_obligations_go_out_as_they_are_listed(world: OfficeWorld) -> None:
    sent = {"query": "by=line&step=talk", "format": "csv"}
    text = browser(world).post("/lists/alert-lines/export/", sent).content.decode("utf-8-sig")
    assert text.splitlines()[1] == "应履职事项,单位,责任岗位,周期,到期日,已计入,应完成,情况,已到步骤"
    assert text.count("约谈建议") > 1
