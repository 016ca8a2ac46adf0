"""从材料预填 in a browser: a Word file fills the form, is kept once, and the sitting counts; by phone and at a desk."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from meetings.models import Entry
from portal import clock
from portal.models import StoredFile
from tests.browser.axe import grave_faults
from tests.browser.chromium import PHONE, WIDTHS
from tests.meetings.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def yesterday() -> dt.date:
    return clock.today() - dt.timedelta(days=1)


def minutes(day: dt.date) -> list[str]:
    return [
        "演示27团党委常委会会议纪要",
        f"{day.year}年{day.month}月{day.day}日上午,团党委书记演示-书记在团机关三楼会议室主持召开团党委常委会会议,专题研究乡村振兴有关工作。",
        "出席:演示-书记",
        "请假:演示-团长",
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_word_file_fills_the_form_and_stays_as_evidence(
    world: World, yesterday: dt.date, open_as: OpenAs, tmp_path: Path, width: int
) -> None:
    document, stream = docx.Document(), io.BytesIO()
    for line in minutes(yesterday):
        document.add_paragraph(line)
    document.save(stream)
    file = tmp_path / "纪要.docx"
    file.write_bytes(stream.getvalue())
    page = open_as(world.actors["clerk"].account, width=width)
    page.goto(reverse("entry-new"))
    page.get_by_text("从材料预填").click()
    page.get_by_label("选择文件", exact=False).first.set_input_files(file)
    page.get_by_role("button", name="读取并填入").click()
    expect(page.get_by_role("status").first).to_contain_text(
        "已填入:会议类型、日期、主持人、地点、议题、参会"
    )
    expect(page.get_by_label("日期")).to_have_value(yesterday.isoformat())
    expect(page.get_by_label("地点")).to_have_class("form-control is-prefilled")
    expect(page.get_by_text("来自材料:“团机关三楼会议室”")).to_be_visible()
    expect(page.locator("#forecast")).to_have_text("将计入 1 项")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert grave_faults(page) == []
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交并计入台账,待主持人演示-书记确认。")).to_be_visible()
    entry = Entry.objects.get()
    assert dict(entry.attendance.values_list("person__code", "state")) == {"书记": "present", "团长": "leave"}
    assert [each.file.name for each in entry.evidence.all()] == ["纪要.docx"]
    assert StoredFile.objects.count() == 1


def test_pasted_text_leaves_what_was_typed(world: World, yesterday: dt.date, open_as: OpenAs) -> None:
    page = open_as(world.actors["clerk"].account, width=PHONE)
    page.goto(reverse("entry-new"))
    page.get_by_label("地点").fill("演示广场")
    page.get_by_text("从材料预填").click()
    page.get_by_label("或粘贴文字").fill("\n".join(minutes(yesterday)))
    page.get_by_role("button", name="读取并填入").click()
    expect(page.get_by_text("请逐项核对")).to_be_visible()
    expect(page.get_by_label("地点")).to_have_value("演示广场")
    expect(page.get_by_label("日期")).to_have_value(yesterday.isoformat())
