"""An import that moves a record moves its entry too, or says at its line why it cannot."""

from pathlib import Path

import pytest

from duties.interchange.exporting import export_data
from duties.interchange.faults import ImportRefusedError
from duties.interchange.importing import Imported, data_import
from duties.ledger.reconcile import reconcile
from meetings.models import Entry
from meetings.services.settling import entry_withdraw
from portal.access import SYSTEM
from portal.models import Change, Message
from tests.duties.interchange.files import read_files, write_files
from tests.meetings.world import World, counted, entered


def move(entries: list[Entry], folder: Path, **values: str) -> Imported:
    """Take the records of the entries in again with other values."""
    export_data(folder / "out")
    refs = {record.ref for entry in entries for record in entry.records.all()}
    rows = [row | values for row in read_files(folder / "out")["records"] if row["ref"] in refs]
    return data_import(actor=SYSTEM, path=write_files({"records": rows}, folder / "in"))


def faults(entries: list[Entry], folder: Path, **values: str) -> list[str]:
    with pytest.raises(ImportRefusedError) as error:
        move(entries, folder, **values)
    return error.value.lines


@pytest.mark.parametrize("state", ["confirmed", "returned"])
def test_the_entry_takes_the_state_of_its_record(world: World, tmp_path: Path, state: str) -> None:
    entry = entered(world)
    move([entry], tmp_path, state=state)
    entry.refresh_from_db()
    assert (entry.state, entry.records.get().state) == (state, state)
    assert counted(world) == (state == "confirmed")
    change = Change.objects.filter(action__startswith="entry_").order_by("pk").last()
    assert change is not None
    assert change.reason == "数据导入"
    assert reconcile(check=True).total == 0


def test_the_clerk_of_a_returned_entry_is_told(world: World, tmp_path: Path) -> None:
    entry = entered(world)
    move([entry], tmp_path, state="returned")
    assert Message.objects.get(key__startswith=f"entry-returned:{entry.public_id}").title.startswith("已退回")


def test_a_withdrawn_record_withdraws_its_entry(world: World, tmp_path: Path) -> None:
    entry = entered(world)
    move([entry], tmp_path, withdrawn_at="2026-09-18T16:00:00+08:00")
    entry.refresh_from_db()
    assert entry.state == "withdrawn"


def test_what_an_entry_cannot_be_is_refused_at_its_line(world: World, tmp_path: Path) -> None:
    entry = entered(world)
    told = faults([entry], tmp_path, state="draft")
    assert told[0].startswith(f"records.csv:2: state: 记录 {entry.records.get().ref} 由登记单生成")
    entry.refresh_from_db()
    assert (entry.state, entry.records.get().state) == ("submitted", "submitted")


def test_a_withdrawn_entry_is_not_brought_back(world: World, tmp_path: Path) -> None:
    entry = entry_withdraw(actor=world.actors["clerk"], entry=entered(world), reason="演示")
    told = faults([entry], tmp_path, withdrawn_at="")
    assert "所属的登记单已撤回,不能恢复;请另行登记" in told[0]


def test_the_records_of_one_entry_move_together(world: World, tmp_path: Path) -> None:
    one, other = entered(world), entered(world, forms=["leading_group"])
    one.records.add(*other.records.all())
    other.records.clear()
    export_data(tmp_path / "out")
    rows = [row for row in read_files(tmp_path / "out")["records"] if row["ref"] == one.records.first().ref]
    rows[0]["state"] = "returned"
    with pytest.raises(ImportRefusedError) as error:
        data_import(actor=SYSTEM, path=write_files({"records": rows}, tmp_path / "in"))
    assert "同一登记单的各条记录须同为已提交" in error.value.lines[0]
    move([one], tmp_path / "both", state="returned")
    one.refresh_from_db()
    assert one.state == "returned"
