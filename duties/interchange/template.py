"""The files to fill in: with their header, an example, what each column means, and the words that may stand in it.

A workbook has one sheet a file; the same as CSV files, one by one or in a ZIP. Each can be sent in as it is.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from duties.interchange import guide
from duties.interchange.columns import BY_NAME, Column, File
from duties.interchange.examples import example_row
from duties.interchange.sources import EXPLAINED
from duties.interchange.workbook import GUIDES
from portal.models import Word
from portal.selectors.vocabulary import Vocabulary
from portal.tables import write_csv

ROWS = 2_000
"""So many rows are set up as text, so that a spreadsheet leaves codes and days as they are typed."""

BOLD, MUST, MAY = (
    Font(bold=True),
    PatternFill("solid", fgColor="F7DCDC"),
    PatternFill("solid", fgColor="EEF1F5"),
)
EXAMPLE_FONT = Font(italic=True, color="5B6577")
TEXT = "@"
GROUPS = (Word.Group.UNIT, Word.Group.TAG, Word.Group.ROLE, Word.Group.LINK, Word.Group.KIND, Word.Group.FORM)
Places = dict[str, str]


def template_csv(name: str) -> bytes:
    """The template of the file `name` as CSV: header, what each column means, an example."""
    file, stream = BY_NAME[name], io.BytesIO()
    about = [
        f"{guide.COLUMNS[name][column.name].title}:{guide.advice(name, column)}" for column in file.columns
    ]
    write_csv(stream, file.names, [[f"{EXPLAINED}{about[0]}", *about[1:]], example_row(name)])
    return stream.getvalue()


def template_zip(names: Sequence[str]) -> bytes:
    """The templates of the files `names` as CSV files in a ZIP."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(f"{name}.csv", template_csv(name))
    return stream.getvalue()


def template_book(names: Sequence[str], words: Vocabulary) -> bytes:
    """The template of the files `names` as a workbook: header and example, then the sheets that explain."""
    book = Workbook()
    places = _words(book, words)
    for position, name in enumerate(names):
        _sheet(book.create_sheet(name, position), BY_NAME[name], places)
    _guide(book.worksheets[-1], book, names)
    book.active = 0
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet(sheet: Any, file: File, places: Places) -> None:
    sheet.freeze_panes = "A2"
    for number, column in enumerate(file.columns, start=1):
        letter = get_column_letter(number)
        about = guide.COLUMNS[file.name][column.name]
        sheet.column_dimensions[letter].width = max(14, len(column.name) + 4)
        head = sheet.cell(1, number, column.name)
        head.font, head.fill = BOLD, MUST if column.must else MAY
        head.comment = Comment(
            f"{about.title}\n{guide.advice(file.name, column)}", "平台", width=260, height=120
        )
        for row in range(2, ROWS + 2):
            sheet.cell(row, number).number_format = TEXT
        example = sheet.cell(2, number, example_row(file.name)[number - 1] or None)
        example.font = EXAMPLE_FONT
        _offer(sheet, letter, column, places.get(about.words, ""))


def _offer(sheet: Any, letter: str, column: Column, place: str) -> None:
    """A list to choose from, where a column takes one word of a few; other input is for the check to refuse."""
    if column.kind == "list" or not (place or column.words or column.kind == "flag"):
        return
    few = column.words or ("0", "1")
    offered = DataValidation(type="list", formula1=place or f'"{",".join(few)}"', allow_blank=True)
    offered.showErrorMessage = False
    offered.add(f"{letter}2:{letter}{ROWS + 1}")
    sheet.add_data_validation(offered)


def _words(book: Workbook, words: Vocabulary) -> Places:
    """The sheet of words, two columns a group; gives where each group's words stand, as a list refers to them."""
    sheet: Any = book.worksheets[0]
    sheet.title = GUIDES[1]
    sheet.freeze_panes = "A2"
    places: Places = {}
    for number, group in enumerate(GROUPS):
        code, name = get_column_letter(2 * number + 1), get_column_letter(2 * number + 2)
        sheet.column_dimensions[code].width = sheet.column_dimensions[name].width = 26
        for letter, text in ((code, f"{group.label}(填写)"), (name, "含义")):
            sheet[f"{letter}1"] = text
            sheet[f"{letter}1"].font, sheet[f"{letter}1"].fill = BOLD, MAY
        for row, word in enumerate(words.words.get(group, {}).values(), start=2):
            sheet[f"{code}{row}"], sheet[f"{name}{row}"] = word.code, word.name
            places[group] = f"'{GUIDES[1]}'!${code}$2:${code}${row}"
    return places


def _guide(words: Any, book: Workbook, names: Sequence[str]) -> None:
    """The sheet that explains each column, before the words."""
    sheet: Any = book.create_sheet(GUIDES[0], book.index(words))
    for letter, width in zip("ABCD", (24, 28, 10, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in _lines(names):
        sheet.append(row)
        if len(row) == 1:
            sheet.cell(sheet.max_row, 1).font = BOLD
        else:
            sheet.cell(sheet.max_row, 4).alignment = Alignment(wrap_text=True)


def _lines(names: Sequence[str]) -> Iterator[list[str]]:
    yield ["填写说明"]
    yield ["每张表第一行是列名,请勿改动;第二行【示例】是例子,照样从第三行起填写,一行一项。"]
    yield ["以【示例】开头的行导入时不读取,可以留着,也可以删去。不用的表可以删去或空着。"]
    yield ["日期写成 2025-03-31;没有的内容留空;不要合并单元格,不要用公式。红色列名必须填写。"]
    for name in names:
        yield []
        yield [f"{guide.file_title(name)}:{guide.FILES[name].about}"]
        for column in BY_NAME[name].columns:
            about = guide.COLUMNS[name][column.name]
            yield [column.name, about.title, "必填" if column.must else "", guide.advice(name, column)]
