"""The export writes what stands, in key order, with exactly the columns of the files."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from duties.interchange.columns import FILES
from duties.interchange.exporting import export_data
from duties.rulebook import XPCC_2023, read_rulebook
from tests.duties.interchange.files import read_files
from tests.duties.load_world import load_world
from tests.duties.random_worlds import Maker

pytestmark = pytest.mark.django_db
RULES = read_rulebook(XPCC_2023).content


def test_all_files_are_written_with_their_columns_in_key_order(tmp_path: Path) -> None:
    world = Maker(3).make()
    load_world(world, [RULES])
    export_data(tmp_path)
    found = read_files(tmp_path)
    for file in FILES:
        head = (tmp_path / f"{file.name}.csv").read_bytes().split(b"\n")[0].decode()
        assert head == ",".join(file.names)
        expected = [{name: row.get(name, "") for name in file.names} for row in world.get(file.name, [])]
        if file.name == "tenures":
            assert [row["ref"] for row in found["tenures"]] == sorted(row["ref"] for row in expected)
            continue
        assert found[file.name] == sorted(
            expected, key=lambda row, file=file: [row[name] for name in file.key]
        )
    assert len(found["records"]) > 50


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="无法写入"):
        call_command("export_data", str(tmp_path / "file" / "below"))
