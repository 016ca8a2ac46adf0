"""Each template can be imported as it is, shows an example that would be accepted, explains its columns, offers the words."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from duties.interchange import guide
from duties.interchange.bounds import FILES_OF
from duties.interchange.columns import BY_NAME, FILES
from duties.interchange.importing import data_import
from duties.interchange.template import template_book, template_csv, template_zip
from portal.access import SYSTEM
from portal.models import Role, Tenure
from portal.selectors.vocabulary import vocabulary
from portal.services.structure import unit_found
from tests.duties.interchange.test_faults import NOW, load
from tests.duties.shared import shared

pytestmark = pytest.mark.django_db
ALL = tuple(file.name for file in FILES)
START = dt.date(2020, 1, 1)


@pytest.fixture(scope="module", autouse=True)
def regulation(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The regulation, loaded once for all tests of this module."""
    with shared(load, NOW, django_db_blocker):
        yield


def book_of(names: tuple[str, ...]) -> Workbook:
    return load_workbook(io.BytesIO(template_book(names, vocabulary())))


def take_in(book: Workbook, folder: Path) -> Any:
    book.save(folder / "book.xlsx")
    return data_import(actor=SYSTEM, path=folder / "book.xlsx")


def test_every_file_and_column_is_explained() -> None:
    assert set(guide.FILES) == set(ALL)
    assert {name: list(columns) for name, columns in guide.COLUMNS.items()} == {
        file.name: list(file.names) for file in FILES
    }


def test_the_workbook_can_be_imported_as_it_is(tmp_path: Path) -> None:
    done = take_in(book_of(ALL), tmp_path)
    assert (done.anything, set(done.counts)) == (False, set(ALL))
    assert done.notes == [f"{name}:第 2 行是模板的说明或示例,没有导入" for name in ALL]


def test_the_csv_files_can_be_imported_as_they_are(tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(template_zip(ALL))).extractall(tmp_path)
    done = data_import(actor=SYSTEM, path=tmp_path)
    assert (done.anything, set(done.counts)) == (False, set(ALL))
    assert done.notes == [f"{name}.csv:第 2、3 行是模板的说明或示例,没有导入" for name in ALL]


@pytest.mark.parametrize("name", ALL)
def test_a_csv_template_explains_each_column(name: str) -> None:
    head, about, example = csv.reader(io.StringIO(template_csv(name).decode("utf-8-sig")))
    assert head == list(BY_NAME[name].names)
    assert about[0].startswith("【说明】")
    assert [guide.COLUMNS[name][column].title in told for column, told in zip(head, about, strict=True)] == [
        True
    ] * len(head)
    assert example[0].startswith("【示例】")
    assert "演示" in "".join(example)


def test_the_examples_without_their_mark_are_accepted(tmp_path: Path) -> None:
    division = unit_found(
        actor=SYSTEM, code="演示-2", kind="division", name="演示二师", started_on=START, parent=None
    )
    regiment = unit_found(
        actor=SYSTEM, code="演示-29", kind="regiment", name="演示29团", started_on=START, parent=division
    )
    unit_found(
        actor=SYSTEM, code="演示-27-1", kind="company", name="演示27团一连", started_on=START, parent=regiment
    )
    book = book_of(ALL)
    for name in ALL:
        book[name]["A2"] = book[name]["A2"].value.removeprefix("【示例】")
    done = take_in(book, tmp_path)
    assert {name: count.new for name, count in done.counts.items()} == dict.fromkeys(ALL, 1)
    assert (done.notes, done.hints) == ([], [])


@pytest.mark.parametrize("role", list(FILES_OF))
def test_it_has_the_sheets_of_the_role_and_two_that_explain(role: Role) -> None:
    book = book_of(FILES_OF[role])
    assert book.sheetnames == [*FILES_OF[role], "填写说明", "可填的词"]
    for name in FILES_OF[role]:
        assert [cell.value for cell in book[name][1]] == list(BY_NAME[name].names)
        assert all(cell.comment for cell in book[name][1])


def test_the_words_are_listed_and_offered() -> None:
    book = book_of(ALL)
    words = {cell.value for row in book["可填的词"].iter_rows() for cell in row}
    assert {
        "party_secretary",
        "党委(党组织)主要负责人",
        "leading_group",
        "contact_point",
        "division",
    } <= words
    offered = book["tenures"].data_validations.dataValidation
    assert {str(each.sqref): each.formula1 for each in offered} == {
        "C2:C2001": "'可填的词'!$E$2:$E$6",
        "I2:I2001": '"0,1"',
    }


def test_filled_in_with_text_it_is_taken_in(tmp_path: Path) -> None:
    book = book_of(FILES_OF[Role.SYSTEM_ADMIN])
    for name, values in (
        ("units", ("27", "演示27团", "regiment", "2020-01-01")),
        ("tenures", ("t1", "27", "party_secretary", "p1", "演示-甲", None, "2021-01-01", None, "0")),
    ):
        for place, value in enumerate(values, start=1):
            book[name].cell(3, place, value)
    take_in(book, tmp_path)
    assert Tenure.objects.get().unit.code == "27"
