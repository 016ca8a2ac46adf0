"""units.csv has the present name, names.csv those before and after; the present one fills the days between."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duties.interchange.importing import Imported, data_import
from portal.access import SYSTEM
from portal.models import Name, Unit
from tests.duties.interchange.files import World, write_files
from tests.duties.interchange.test_faults import NOW, load, row
from tests.duties.shared import shared

pytestmark = pytest.mark.django_db
UNIT = row("units", code="团", name="演示团", kind="regiment")


@pytest.fixture(scope="module", autouse=True)
def regulation(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The regulation, loaded once for all tests of this module."""
    with shared(load, NOW, django_db_blocker):
        yield


def take_in(folder: Path, *names: tuple[str, str, str], present: str = "演示团") -> Imported:
    rows = [row("names", unit="团", name=name, started_on=start, ended_on=end) for name, start, end in names]
    world: World = {"units": [UNIT | {"name": present}], "names": rows}
    return data_import(actor=SYSTEM, path=write_files(world, folder))


def known() -> list[tuple[str, str, str]]:
    rows = Name.objects.known().order_by("during").values_list("name", "started_on", "ended_on")
    return [(name, str(start or ""), str(end or "")) for name, start, end in rows]


def test_the_present_name_fills_the_days_between(tmp_path: Path) -> None:
    former, later = ("演示农场", "", "2024-01-01"), ("演示镇", "2099-01-01", "")
    take_in(tmp_path, former, later)
    assert known() == [former, ("演示团", "2024-01-01", "2099-01-01"), later]
    assert Name.objects.filter(known__startswith__isnull=True).count() == 3


def test_a_former_name_that_comes_later_takes_its_days_from_the_present_one(tmp_path: Path) -> None:
    take_in(tmp_path)
    assert known() == [("演示团", "", "")]
    done = take_in(tmp_path, ("演示农场", "", "2024-01-01"))
    assert (done.counts["names"].new, done.counts["units"].same) == (1, 1)
    assert known() == [("演示农场", "", "2024-01-01"), ("演示团", "2024-01-01", "")]
    # What was known before stays: one name for all days, known until the import.
    assert Name.objects.filter(known__startswith__isnull=True).get().name == "演示团"
    assert not take_in(tmp_path, ("演示农场", "", "2024-01-01")).anything


def test_a_line_that_holds_today_gives_the_present_name_its_days(tmp_path: Path) -> None:
    take_in(tmp_path)
    done = take_in(tmp_path, ("演示团", "2020-01-01", ""))
    assert list(map(str, done.changes)) == ["names.csv:2: 团 演示团: started_on 空 → 2020-01-01"]
    assert done.counts["names"].changed == 1
    assert known() == [("演示团", "2020-01-01", "")]
    assert not take_in(tmp_path, ("演示团", "2020-01-01", "")).anything


def test_a_unit_is_renamed_by_its_line(tmp_path: Path) -> None:
    take_in(tmp_path)
    done = take_in(tmp_path, present="演示新团")
    assert list(map(str, done.changes)) == ["units.csv:2: 团: name 演示团 → 演示新团"]
    assert Unit.objects.get().name == "演示新团"
    assert known() == [("演示新团", "", "")]
    assert Name.objects.count() == 2
