"""The register of households: put on, taken off, undone; who may; what a page shows and the ledger counts."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from duties.models import HouseholdRegistration, Obligation
from duties.services.households import (
    household_drop,
    household_restore,
    households_register,
    households_remove,
)
from meetings.selectors.households import prefix_of
from portal.models import Change
from tests.meetings.conftest import As
from tests.meetings.field_world import NUMBERS, Field, reached, registered, standing
from tests.meetings.world import World

DAY = dt.date(2026, 9, 1)


@pytest.fixture
def page(world: World, field: Field, as_: As) -> Any:
    """Asks a page of the company as one of its people."""
    world.actors["company_clerk"] = field.clerk
    return as_("company_clerk")


def url(name: str, field: Field) -> str:
    return reverse(name, args=[field.company.public_id])


def owed(field: Field) -> tuple[int, int]:
    """Counted and required of the company's households this year; nothing where no row is listed."""
    row = Obligation.objects.filter(
        unit=field.company, rule__code="a9.2.households", period="2026", required__gt=0
    ).first()
    return (row.counted, row.required) if row else (0, 0)


def test_a_list_of_numbers_makes_the_denominator_of_the_ledger(field: Field) -> None:
    assert owed(field) == (0, 0)
    registered(field)
    reached(field, NUMBERS[:4], DAY)
    assert owed(field) == (4, 30)


def test_numbers_that_are_there_stay_and_only_new_ones_are_added(field: Field) -> None:
    registered(field)
    done = households_register(actor=field.clerk, unit=field.company, numbers=["A-01", "B-1", "", "B-1"])
    assert (done.added, done.there) == (["B-1"], ["A-01"])


def test_all_faults_are_told_by_line_and_nothing_is_written(field: Field) -> None:
    with pytest.raises(ValidationError) as refused:
        households_register(
            actor=field.clerk, unit=field.company, numbers=["A-1", "演示户主", "110101199001011234"]
        )
    texts = refused.value.message_dict["numbers"]
    assert [text[:6] for text in texts] == ["第 2 行含", "第 3 行像"]
    assert not any("1101" in text for text in texts)
    assert standing(field) == []


def test_a_number_taken_off_is_no_target_from_that_day_on_and_comes_back(field: Field) -> None:
    registered(field)
    households_remove(
        actor=field.clerk, unit=field.company, numbers=NUMBERS[:3], removed_on=DAY, reason="迁出"
    )
    assert owed(field) == (0, 27)
    household_restore(actor=field.clerk, unit=field.company, number="A-01", reason="误移")
    assert owed(field) == (0, 28)
    assert HouseholdRegistration.objects.filter(household__number="A-01").count() == 3


def test_a_removed_number_is_not_registered_anew_but_restored(field: Field) -> None:
    registered(field)
    households_remove(actor=field.clerk, unit=field.company, numbers=["A-01"], removed_on=DAY, reason="迁出")
    with pytest.raises(ValidationError, match="恢复在册"):
        households_register(actor=field.clerk, unit=field.company, numbers=["A-01"])


def test_a_mistaken_number_is_taken_back_unless_somebody_was_there(field: Field) -> None:
    registered(field)
    household_drop(actor=field.clerk, unit=field.company, number="A-30", reason="编号写错")
    assert owed(field) == (0, 29)
    reached(field, ["A-01"], DAY)
    with pytest.raises(ValidationError, match="已有入户走访联系记录"):
        household_drop(actor=field.clerk, unit=field.company, number="A-01", reason="编号写错")


def test_every_change_is_logged_and_a_removal_says_why(field: Field) -> None:
    registered(field, ["A-1"])
    households_remove(actor=field.clerk, unit=field.company, numbers=["A-1"], removed_on=DAY, reason="迁出")
    rows = Change.objects.filter(target_kind="duties.householdregistration").order_by("pk")
    assert [(row.action, row.reason) for row in rows] == [
        ("householdregistration_add", ""),
        ("householdregistration_change", "迁出"),
    ]
    with pytest.raises(ValidationError, match="请写明理由"):
        household_restore(actor=field.clerk, unit=field.company, number="A-1", reason=" ")


def test_the_keeper_pastes_a_list(field: Field, page: Any) -> None:
    answer = page.post(url("household-add", field), {"numbers": "A-1\r\n A-2 \n\nA-3"}, follow=True)
    assert "已登记 3 户" in answer.content.decode()
    assert standing(field) == ["A-1", "A-2", "A-3"]


def test_a_refused_list_is_kept_in_the_form(field: Field, page: Any) -> None:
    answer = page.post(url("household-add", field), {"numbers": "A-1\n演示户主"})
    text = answer.content.decode()
    assert (answer.status_code, "第 2 行含有像姓名" in text, "演示户主" in text) == (422, True, True)
    assert standing(field) == []


def sheet(rows: list[list[Any]]) -> SimpleUploadedFile:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    book.close()
    return SimpleUploadedFile("户编号.xlsx", stream.getvalue())


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("a.csv", "\ufeffnumber\nA-1\n2\n".encode()),
        SimpleUploadedFile("a.csv", "户编号\r\nA-1\r\n2\r\n".encode("gb18030")),
        sheet([["户编号"], ["A-1"], [2]]),
    ],
    ids=["utf-8", "gb18030", "xlsx"],
)
def test_a_file_of_one_column_is_a_list(field: Field, page: Any, upload: SimpleUploadedFile) -> None:
    page.post(url("household-add", field), {"list_file": upload})
    assert standing(field) == ["2", "A-1"]


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (SimpleUploadedFile("a.csv", "户编号,姓名\nA-1,演示户主\n".encode()), "其他列"),
        (SimpleUploadedFile("a.csv", b"\xff\xfe\x00\xd8"), "编码无法读取"),
        (SimpleUploadedFile("a.csv", b""), "空文件"),
        (SimpleUploadedFile("a.csv", b"number\n"), "没有户编号"),
        (SimpleUploadedFile("a.pdf", b"%PDF-"), "CSV 或 XLSX"),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04"), "未接收"),
        (sheet([[110101199001011234]]), "丢失末位"),
    ],
    ids=["names", "bytes", "empty", "head", "pdf", "broken", "digits"],
)
def test_any_other_file_is_refused_with_what_to_do(
    field: Field, page: Any, upload: SimpleUploadedFile, why: str
) -> None:
    answer = page.post(url("household-add", field), {"list_file": upload})
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert standing(field) == []


def test_the_keeper_removes_restores_and_takes_back_on_the_page(field: Field, page: Any) -> None:
    registered(field, ["A-1", "A-2", "A-3"])
    removal = {"numbers": ["A-1", "A-2"], "removed_on": "2026-09-01", "reason": "迁出"}
    assert "已移出 2 户" in page.post(url("household-remove", field), removal, follow=True).content.decode()
    undo = {"deed": "restore", "number": "A-1", "reason": "误移"}
    assert "恢复在册" in page.post(url("household-undo", field), undo, follow=True).content.decode()
    drop = {"deed": "drop", "number": "A-3", "reason": "写错"}
    assert "撤销登记" in page.post(url("household-undo", field), drop, follow=True).content.decode()
    assert standing(field) == ["A-1"]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("household-remove", {}, "请先在名单中勾选"),
        ("household-remove", {"numbers": ["Z"], "removed_on": "2026-09-01", "reason": "迁出"}, "已有变动"),
        ("household-remove", {"numbers": ["A-1"], "removed_on": "1900-01-01", "reason": "迁出"}, "A-1:"),
        ("household-undo", {"number": "A-1", "reason": ""}, "请填写此项"),
        ("household-undo", {"number": "\0", "reason": "误"}, ""),
    ],
)
def test_a_faulty_change_is_told_and_changes_nothing(
    field: Field, page: Any, name: str, data: dict[str, Any], why: str
) -> None:
    registered(field, ["A-1"])
    answer = page.post(url(name, field), data)
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert standing(field) == ["A-1"]


def test_others_read_and_only_the_own_clerk_writes(world: World, field: Field, as_: As) -> None:
    registered(field, ["A-1"])
    assert "A-1" in as_("office").get(url("household-register", field)).content.decode()
    assert as_("office").post(url("household-add", field), {"numbers": "B"}).status_code == 403
    assert as_("stranger").post(url("household-add", field), {"numbers": "B"}).status_code == 404
    assert as_("office").post(url("household-remove", field)).status_code == 403
    assert as_("clerk").get(url("household-register", field)).status_code == 404
    assert as_("stranger").get(url("households-of", field)).status_code == 404


def test_the_grid_says_who_is_left_as_the_ledger_counts(field: Field, page: Any) -> None:
    registered(field, ["A-1", "A-2", "A-3", "A-10"])
    reached(field, ["A-1"], DAY)
    reached(field, ["A-2"], DAY, field.deputy)
    [grid] = page.get(url("households-of", field)).context["grids"]
    assert [(cell.number, cell.state) for cell in grid["cells"]] == [
        ("A-1", "counted"),
        ("A-2", "apart"),
        ("A-3", "left"),
        ("A-10", "left"),
    ]
    row = grid["coverage"].line.obligation
    assert (row.counted, row.required, len(grid["coverage"].cells)) == (1, 4, 4)
    left = page.get(url("households-of", field), {"show": "left"}).context["grids"][0]["cells"]
    assert [cell.number for cell in left] == ["A-3", "A-10"]


def test_a_cell_tells_of_one_household_and_of_nothing_else(field: Field, page: Any) -> None:
    registered(field, ["A-1"])
    reached(field, ["A-1"], DAY)
    text = page.get(url("households-of", field), {"number": "A-1"}).content.decode()
    assert "2026-09-01" in text
    assert "1 次走访或联系" in text
    assert (
        page.get(url("households-of", field), {"number": "\0", "year": "x", "show": "?"}).status_code == 200
    )


def test_the_office_sees_how_far_each_company_has_come(field: Field, as_: As) -> None:
    registered(field)
    reached(field, NUMBERS[:3], DAY)
    [line] = as_("office").get("/households/").context["list"].page.rows
    assert (line.obligation.unit, line.obligation.counted, line.obligation.required) == (field.company, 3, 30)


def test_a_companys_own_people_go_straight_to_their_grid(field: Field, page: Any) -> None:
    assert page.get("/households/").headers["Location"] == url("households-of", field)


def test_cells_leave_out_what_all_numbers_begin_with() -> None:
    assert prefix_of(["YS-27-H001", "YS-27-H012"]) == "YS-27-"
    assert prefix_of(["A1", "A2"]) == ""
    assert prefix_of(["A-1"]) == ""
