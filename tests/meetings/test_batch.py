"""Several entries in one table: each row an entry, all or nothing, faults at their rows."""

import datetime as dt
import uuid
from typing import Any

import pytest

from meetings.models import Entry
from tests.meetings.conftest import As
from tests.meetings.world import World, counted

BATCH = "/entries/batch/"


def rows(*given: dict[str, str], **more: str) -> dict[str, Any]:
    """The table as a browser sends it, with an empty row at its end."""
    found: dict[str, Any] = {"token": str(uuid.uuid4()), "action": "submit"} | more
    for number, row in enumerate([*given, {}]):
        values = {"date": "", "what": "", "title": "", "leader": "", "topic": "on"} | row
        found |= {f"row-{number}-{name}": value for name, value in values.items() if value is not None}
    return found


COMMITTEE = {"date": "2026-09-01", "what": "meeting:party_standing_committee", "title": "研究和美连队建设"}
EXECUTIVE = {"date": "2026-09-02", "what": "meeting:administrative_executive", "title": "研究产业项目"}
PLAN = {"date": "2026-03-10", "what": "document:work_plan", "title": "2026年乡村振兴工作计划"}


def test_each_row_is_an_entry_with_the_usual_leader_and_period(world: World, as_: As) -> None:
    answer = as_("clerk").post(BATCH, rows(COMMITTEE, EXECUTIVE, PLAN))
    assert answer.status_code == 302
    made = {entry.occurred_on: entry for entry in Entry.objects.select_related("leader")}
    assert made[dt.date(2026, 9, 1)].leader == world.people["书记"]
    assert made[dt.date(2026, 9, 2)].leader == world.people["团长"]
    plan = made[dt.date(2026, 3, 10)]
    assert (plan.kind, plan.title, plan.for_period) == ("document", "2026年乡村振兴工作计划", "2026")
    assert (counted(world), counted(world, "a8.1.plan", "2026")) == (1, 1)


BAD = {
    "no date": ({"date": ""}, "请填写日期"),
    "a day to come": ({"date": "2026-09-21"}, "不能晚于今天"),
    "no such day": ({"date": "2026-02-30"}, "不是有效的日期"),
    "year 1": ({"date": "0001-01-01"}, "年份有误"),
    "nothing chosen": ({"what": ""}, "请选择登记什么"),
    "no such form": ({"what": "meeting:tea"}, "请选择登记什么"),
    "what needs its own form": ({"what": "visit:research"}, "请选择登记什么"),
    "nobody": ({"leader": "999999"}, "没有这个人"),
    "NUL": ({"title": "研究\0"}, "空字符"),
    "too long": ({"title": "研" * 201}, "最多 200 字"),
    "a document without a name": ({"what": "document:work_plan", "title": ""}, "请填写文件名称"),
}


@pytest.mark.parametrize("case", BAD)
def test_one_bad_row_and_nothing_is_entered(world: World, as_: As, case: str) -> None:
    values, message = BAD[case]
    answer = as_("clerk").post(BATCH, rows(EXECUTIVE, COMMITTEE | values))
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    form = answer.context["form"]
    assert [bool(row.errors) for row in form.rows] == [False, True, False]
    assert message in " ".join(form.rows[1].errors)


def test_the_same_twice_is_named(world: World, as_: As) -> None:
    answer = as_("clerk").post(BATCH, rows(COMMITTEE, COMMITTEE))
    assert "与第1行重复" in answer.content.decode()
    assert Entry.objects.count() == 0


def test_a_table_sent_twice_makes_nothing_twice(world: World, as_: As) -> None:
    values = rows(COMMITTEE)
    as_("clerk").post(BATCH, values)
    assert "没有重复登记" in as_("clerk").post(BATCH, values, follow=True).content.decode()
    assert Entry.objects.count() == 1


def test_an_empty_table_and_one_too_long_are_refused(world: World, as_: As) -> None:
    assert "至少填写一行" in as_("clerk").post(BATCH, rows()).content.decode()
    many = [COMMITTEE | {"title": f"研究第{number}项"} for number in range(21)]
    assert "最多登记20项" in as_("clerk").post(BATCH, rows(*many)).content.decode()
    assert Entry.objects.count() == 0


def test_without_scripts_a_row_is_added_by_the_server(world: World, as_: As) -> None:
    form = as_("clerk").post(BATCH, rows(COMMITTEE, action="more-row")).context["form"]
    assert (len(form.rows), form.rows[0].title) == (3, COMMITTEE["title"])
    assert len(as_("clerk").get(BATCH).context["form"].rows) == 5


def test_what_does_not_count_or_was_logged_before_is_said(world: World, as_: As) -> None:
    as_("clerk").post(BATCH, rows(COMMITTEE))
    again = COMMITTEE | {"title": "研究人事事项", "topic": None}
    page = as_("clerk").post(BATCH, rows(again), follow=True).content.decode()
    assert "不计入“党委常委会会议”:非专题研究乡村振兴;当日已登记过同类事项" in page
