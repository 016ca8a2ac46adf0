"""Tasks from a spreadsheet, uploaded or pasted: read row by row, every fault named by its row, and shown before anything is written."""

import csv
import dataclasses
import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any
from xml.etree.ElementTree import ParseError

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from duties.forms.annual_tasks.tasks import TaskForm
from duties.models import Reading, TaskList
from duties.naming import article_name
from duties.selectors.annual_tasks.forms import near_units, role_choices, served_readings
from duties.services.annual_tasks.drafting import MOST_TASKS, Wording
from portal.forms.plain import TextField
from portal.models import Unit
from portal.services.uploads import check_upload

HEADS = {
    "任务": "title",
    "对应条款": "rule",
    "牵头单位": "lead",
    "责任席位": "role",
    "协办单位": "partners",
    "开始日期": "starts_on",
    "完成时限": "due_on",
    "主要措施": "measures",
    "目标": "target",
    "目标值": "target_number",
    "计量单位": "target_measure",
    "节点": "milestones",
    "权重": "weight",
}
WIDTHS = {"任务": 30, "主要措施": 40, "节点": 34, "目标": 24}
LARGEST = 2 * 1024 * 1024
LONGEST = 200_000
BROKEN = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, OSError, EOFError)
"""What openpyxl raises for a file that is none of Excel's, or is damaged."""


@dataclasses.dataclass(frozen=True)
class Row:
    """One row: its number in the table, what was typed, what is wrong with it, and the task where nothing is."""

    number: int
    typed: Mapping[str, str]
    faults: Sequence[str]
    wording: Wording | None


class ImportForm(forms.Form):
    """A workbook or pasted rows; `version` tells a stale form."""

    sheet = forms.FileField(label="XLSX 文件", required=False, help_text="用下载的模板填写;只读第一张表。")
    text = TextField(
        label="或者粘贴表格",
        most=LONGEST,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="在表格软件中选中各行(连同表头)复制,粘贴到这里。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two, read as rows of text (`table`)."""
        data = super().clean() or {}
        if self.errors:
            return data
        sheet, text = data.get("sheet"), data.get("text", "")
        if not sheet and not text.strip():
            raise ValidationError("请选择文件,或粘贴表格中的行。")
        try:
            data["table"] = (
                rows_of_sheet(sheet) if sheet else list(csv.reader(io.StringIO(text), delimiter="\t"))
            )
        except csv.Error:
            self.add_error("text", "粘贴的内容无法读取,请从表格软件重新复制。")
        except ValidationError as error:
            self.add_error("sheet", error)
        return data

    @property
    def seen(self) -> int:
        """The version that the form showed; none fits where it was not sent."""
        value = self.cleaned_data.get("version")
        return value if value is not None else -1


def rows_of_sheet(upload: "File[bytes]") -> list[list[str]]:
    """The first sheet of a workbook as text; raises ValidationError with what to do."""
    if PurePath(upload.name or "").suffix.lower() != ".xlsx":
        raise ValidationError("请选择 XLSX 文件;其他格式请先另存为 .xlsx。")
    if (upload.size or 0) > LARGEST:
        raise ValidationError("文件不应超过 2 MB;请只留任务各行。")
    check_upload(upload)
    try:
        with warnings.catch_warnings():
            # What openpyxl does not know in a workbook (styles, drop-down lists) holds no value.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(upload.read()), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_TASKS + 10, max_col=30)
        return [[_text(value) for value in cells] for cells in rows]
    except BROKEN as error:
        raise ValidationError("不是可读的 XLSX 文件;请用 Excel 或 WPS 另存为 .xlsx。") from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\x00", "").strip()


def as_pasted(table: Sequence[Sequence[str]]) -> str:
    """Rows as text that can be pasted again: what the preview sends on."""
    stream = io.StringIO()
    csv.writer(stream, delimiter="\t", lineterminator="\n").writerows(table)
    return stream.getvalue()


def read_tasks(task_list: TaskList, table: Sequence[Sequence[str]]) -> list[Row]:
    """The tasks of a table whose head names its columns; raises ValidationError where there is no head or no row."""
    lines = [(number, row) for number, row in enumerate(table, start=1) if any(each.strip() for each in row)]
    at = next(
        (index for index, (_, row) in enumerate(lines) if "任务" in (each.strip() for each in row)), None
    )
    if at is None:
        raise ValidationError("没有找到表头;第一行应有“任务”“对应条款”“牵头单位”“完成时限”等列名。")
    heads = [each.strip() for each in lines[at][1]]
    unknown = [head for head in heads if head and head not in HEADS]
    if unknown:
        raise ValidationError(f"不认识的列:{'、'.join(unknown)};请用模板中的列名。")
    body = lines[at + 1 :]
    if not body:
        raise ValidationError("表头下面没有任务,请至少填写一行。")
    if len(body) > MOST_TASKS:
        raise ValidationError(f"一次最多导入 {MOST_TASKS} 项任务。")
    reader = _Reader(task_list)
    return [reader.row(number, dict(zip(heads, row, strict=False))) for number, row in body]


class _Reader:
    """Turns rows into tasks with what the form of one task checks; words stand for codes."""

    def __init__(self, task_list: TaskList) -> None:
        self.unit, self.year = task_list.unit, task_list.year
        self.rules = _named_rules(served_readings(self.unit))
        self.leads = _named_units(near_units(self.unit))
        self.roles = {name: code for code, name in role_choices()}

    def row(self, number: int, typed: Mapping[str, str]) -> Row:
        values = {HEADS[head]: value.strip() for head, value in typed.items() if head}
        faults: list[str] = []
        data: dict[str, Any] = dict(values)
        data["rule"] = self._known("对应条款", values.get("rule", ""), self.rules, faults)
        data["lead"] = self._known("牵头单位", values.get("lead") or self.unit.name, self.leads, faults)
        data["role"] = self._known("责任席位", values.get("role", ""), self.roles, faults, optional=True)
        data["starts_on"] = values.get("starts_on") or f"{self.year}-01-01"
        data["due_on"] = values.get("due_on") or f"{self.year}-12-31"
        data["weight"] = values.get("weight") or "1"
        data["milestones"] = values.get("milestones", "").replace(";", "\n").replace(";", "\n")
        form = TaskForm(self.unit, data)
        known = {"rule", "lead", "role"}
        for name, errors in form.errors.items():
            if name not in known:
                label = str(form.fields[name].label) if name in form.fields else ""
                faults += [f"{label}:{error}" for error in errors]
        wording = form.wording() if form.is_valid() and not faults else None
        return Row(number, typed, faults, wording)

    def _known(
        self, label: str, text: str, names: Mapping[str, str], faults: list[str], *, optional: bool = False
    ) -> str:
        if text in names:
            return names[text]
        if text or not optional:
            faults.append(f"{label}:“{text}”不在可填的范围内。" if text else f"{label}:请填写。")
        return ""


def _named_rules(readings: Sequence[Reading]) -> dict[str, str]:
    """What a rule can be called: its code, its name, article and name together."""
    found: dict[str, str] = {}
    for reading in readings:
        article, key = article_name(reading.rule.article), str(reading.rule_id)
        for name in (
            reading.rule.code,
            reading.title,
            f"{article} · {reading.title}",
            f"{article}{reading.title}",
        ):
            found.setdefault(name, key)
    return found


def _named_units(units: Sequence[Unit]) -> dict[str, str]:
    return {name: str(unit.pk) for unit in units for name in (unit.code, unit.name)}


def example_row(task_list: TaskList) -> list[str]:
    """One row as it may be filled in, plainly an example."""
    readings = served_readings(task_list.unit)
    rule = f"{article_name(readings[0].rule.article)} · {readings[0].title}" if readings else ""
    year = task_list.year
    return [
        "示例:建成高标准农田(填写时删去本行)", rule, task_list.unit.name, "", "", f"{year}-01-01", f"{year}-11-30",
        "年初下达计划,年中检查,年底验收", "全年建成高标准农田", "20000", "亩",
        f"{year}-04-30 完成招标;{year}-10-31 主体完工", "1",
    ]  # fmt: skip
