"""Folders and workbooks as people make them: encodings, header faults, damage, and what a spreadsheet does to values."""

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from duties.interchange.exporting import export_data
from duties.interchange.faults import ImportRefusedError
from duties.interchange.importing import Imported, data_import
from portal.access import SYSTEM
from portal.models import Change, Unit
from tests.duties.interchange.files import World, write_files
from tests.duties.interchange.test_faults import base, load
from tests.duties.shared import shared

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def regulation(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The regulation, loaded once for all tests of this module."""
    with shared(load, "2026-03-01T09:00:00+08:00", django_db_blocker):
        yield


def take_in(path: Path) -> Imported:
    return data_import(actor=SYSTEM, path=path)


def refusal(path: Path) -> list[str]:
    with pytest.raises(ImportRefusedError) as error:
        take_in(path)
    assert not Unit.objects.exists()
    return error.value.lines


def text_of(rows: list[dict[str, str]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_are_recognised(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_bytes(text_of(base()["units"]).encode(encoding))
    done = take_in(tmp_path)
    assert Unit.objects.get(code="团").name == "演示团"
    assert done.notes == (["units.csv:按 GB18030 编码读取"] if encoding == "gb18030" else [])


@pytest.mark.parametrize(
    "content",
    [
        text_of(base()["units"]).encode("utf-16"),
        b"\xef\xbb\xbfcode\n\xff",
        b"code,name,kind\n\xff\xff\xff,a,b\n",
    ],
)
def test_other_encodings_are_refused_by_name(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_bytes(content)
    assert refusal(tmp_path) == ["units.csv:编码既不是 UTF-8 也不是 GB18030;请另存为“CSV UTF-8”"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "code,name,kind,colour\nx,x,corps,red\n",
            "units.csv:1: colour: 没有这一列;可用的列为 code、name、kind",
        ),
        ("code,name\nx,x\n", "units.csv:1: kind: 缺少必须填写的这一列"),
        ("code,name,kind,kind\n", "units.csv:1: kind: 这一列出现了两次"),
        ("", "units.csv:1: code: 缺少必须填写的这一列"),
        ('code,name,kind\n"x,x,corps\n', "units.csv:2: 整行: 这一行的引号不成对"),
        ('code,name,kind\nx,"x"y,corps\n', "units.csv:2: 整行: 这一行的引号不成对"),
        ("code,name,kind\nx,x,corps,1,2\n", "units.csv:2: 整行: 有 5 个值,表头只有 3 列"),
        ("code,name,kind\nx,x\0,corps\n", "units.csv:2: name: 含有不可见的控制字符"),
        ('code,name,kind\n"x",\n\n"y\ny",n,village\n', "units.csv:4: kind: 已载入法规的词汇中没有 village"),
    ],
)
def test_damaged_files_are_refused_by_line(content: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(content, encoding="utf-8", newline="")
    assert any(line.startswith(expected) for line in refusal(tmp_path)), refusal(tmp_path)


def test_blanks_full_width_digits_order_of_columns_and_empty_lines_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(
        " kind ,established_on,name,code,\ncorps, ２０２０－０１－０２ ,演示\u3000,兵\u00a0,\n,,,,\n\n",
        encoding="utf-8",
    )
    take_in(tmp_path)
    export_data(tmp_path / "out")
    assert (tmp_path / "out" / "units.csv").read_text().splitlines()[1:] == ["兵,演示,corps,2020-01-02,"]


def test_a_folder_without_files_and_strange_files_are_named(tmp_path: Path) -> None:
    assert "没有可导入的文件;文件名应为 units.csv、tags.csv" in refusal(tmp_path)[0]
    write_files({"units": base()["units"]}, tmp_path)
    (tmp_path / "unit.csv").write_text("x\n")
    assert take_in(tmp_path).notes == ["unit.csv:不是交换文件,未读取"]


def test_the_log_keeps_counts_and_the_hash_of_each_file(tmp_path: Path) -> None:
    take_in(write_files(base(), tmp_path))
    kept = Change.objects.get(action="data_import").after
    assert kept is not None
    assert kept["counts"]["units"] == {"new": 4, "changed": 0, "same": 0}
    assert kept["sha256"]["units.csv"] == hashlib.sha256((tmp_path / "units.csv").read_bytes()).hexdigest()


# A workbook, whose days and times know no zone.
MIDNIGHT = dt.datetime.combine(dt.date(2001, 1, 1), dt.time())
TEN_O_CLOCK = dt.datetime.combine(dt.date(2024, 3, 2), dt.time(10))


def book_of(world: World, path: Path, spoil: Callable[[Workbook], None] = lambda book: None) -> Path:
    """The world as sheets; days as real dates and numbers as numbers, as a spreadsheet keeps them."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in world.items():
        sheet = book.create_sheet(name)
        for values in [list(rows[0]) if rows else ["unit"], *(list(each.values()) for each in rows)]:
            sheet.append([cell_of(value) for value in values])
    spoil(book)
    book.save(path)
    return path


def cell_of(text: str) -> Any:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return int(text) if text.isdigit() else text or None


def whole() -> World:
    return {name: rows for name, rows in base().items() if rows}


def test_a_workbook_is_read_as_the_files_are(tmp_path: Path) -> None:
    take_in(book_of(whole(), tmp_path / "book.xlsx"))
    export_data(tmp_path / "out")
    assert not take_in(write_files(base(), tmp_path / "files")).anything


def put(sheet: str, cell: str, value: Any) -> Callable[[Workbook], None]:
    def spoil(book: Workbook) -> None:
        book[sheet][cell] = value

    return spoil


def merge(book: Workbook) -> None:
    book["units"].merge_cells("B3:B4")


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (merge, "units:3: name: B3:B4 是合并单元格;请取消合并"),
        (put("units", "B3", '=CONCATENATE("a","b")'), "units:3: name: 是公式;请选择性粘贴为数值"),
        (put("units", "B3", "#N/A"), "units:3: name: 是错误值 #N/A"),
        (put("units", "E3", 45_000), "units:3: abolished_on: 45000 不是日期;请写成 2025-03-31"),
        (put("units", "D3", "2020.1.1"), "units:3: established_on: 2020.1.1 不是日期"),
        (put("units", "A3", 1.5), "units:3: code: 1.5 是带小数的数字;请改为文本"),
        (put("units", "A3", 12345678901234567890), "units:3: code: 是超过 15 位的数字"),
        (put("records", "L2", TEN_O_CLOCK), "records:2: registered_at: 2024-03-02 10:00:00 是没有时区的日期时间"),
        (put("units", "F1", "备注"), "units:1: 备注: 没有这一列"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_does_to_values_is_refused_by_name(
    spoil: Callable[[Workbook], None], expected: str, tmp_path: Path
) -> None:
    told = refusal(book_of(whole(), tmp_path / "book.xlsx", spoil))
    assert any(line.startswith(expected) for line in told), told


def test_dates_as_text_full_width_trailing_blanks_and_numbers_as_codes_are_read(tmp_path: Path) -> None:
    def spoil(book: Workbook) -> None:
        book["units"]["D3"] = "２０００-01-01 "
        book["units"].append([27, "演示27团", "regiment", MIDNIGHT, None])
        book["units"]["G9"] = " "
        book["tenures"]["I2"] = "０"
        book.create_sheet("说明")

    done = take_in(book_of(whole(), tmp_path / "book.xlsx", spoil))
    assert done.notes == ["说明:不是交换文件,未读取"]
    export_data(tmp_path / "out")
    assert "27,演示27团,regiment,2001-01-01," in (tmp_path / "out" / "units.csv").read_text()


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    assert refusal(path) == ["book.xlsx:不是可读的 XLSX 工作簿;请用 Excel 或 WPS 另存为 .xlsx"]
    Workbook().save(path)
    assert refusal(path)[0].startswith("book.xlsx:没有可导入的工作表;表名应为 units")
