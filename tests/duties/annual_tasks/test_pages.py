"""Pages of task lists: what each side sees, forms with what is wrong at its place, import, export, parts that wait."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from duties.models import Task, TaskList, TaskRevision
from duties.selectors.annual_tasks.serving import serving
from duties.selectors.annual_tasks.waiting import task_days, waiting_for
from duties.services.annual_tasks.lists import task_list_submit
from duties.services.annual_tasks.revising import task_propose
from tests.access_walk import BACKEND
from tests.duties.annual_tasks.world import (
    OfficeWorld,
    accepted,
    again,
    broken_down,
    drafted,
    in_force,
    issued,
    report,
)

pytestmark = pytest.mark.django_db


def client(world: OfficeWorld, who: str) -> Client:
    """Somebody of the world, signed in."""
    found = Client()
    account = world.actors[who].account
    assert account is not None
    found.force_login(account, BACKEND)
    return found


def get(world: OfficeWorld, who: str, name: str, *args: object, query: str = "") -> str:
    """A page as somebody sees it."""
    answer = client(world, who).get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post(world: OfficeWorld, who: str, name: str, *args: object, **data: object) -> HttpResponse:
    return client(world, who).post(reverse(name, args=args), data)


def form(world: OfficeWorld, task_list: TaskList, **data: object) -> dict[str, object]:
    """A task as the form sends it."""
    given = {
        "title": "建成高标准农田",
        "rule": str(Task.objects.values_list("rule", flat=True)[0]) if Task.objects.exists() else "",
        "lead": str(task_list.unit_id),
        "starts_on": "2026-01-01",
        "due_on": "2026-12-31",
        "milestones": "2026-04-30 完成招标\n2026年10月31日 主体完工",
        "weight": "1",
        "version": str(task_list.version),
    }
    return given | data


def test_list_is_drawn_up_filled_and_issued_by_its_pages(world: OfficeWorld) -> None:
    answer = post(world, "office", "task-list-new", year="2026", title="师任务清单", forms=["annual_tasks"])
    found = TaskList.objects.get()
    assert answer["Location"] == reverse("task-list", args=[found.public_id])
    page = get(world, "office", "task-add", found.public_id)
    assert "第五条" in page
    rule = str(world.cell("师", "a5.3", "2026").rule.pk)
    added = post(world, "office", "task-add", found.public_id, **form(world, found, rule=rule))
    assert added.status_code == 302
    task = Task.objects.get()
    assert [str(each.due_on) for each in task.milestones.all()] == ["2026-04-30", "2026-10-31"]
    assert post(world, "office", "task-list-do", found.public_id, "submit", version="0").status_code == 302
    assert "待印发" in get(world, "approver", "task-list", found.public_id)
    assert post(world, "approver", "task-list-do", found.public_id, "issue", version="1").status_code == 302
    page = get(world, "auditor", "task-list", found.public_id)
    assert "已计入" in page
    assert "严重滞后" in page


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"title": ""}, "请填写此项"),
        ({"milestones": "四月 完成"}, "请写成“2026-06-30 完成招标”"),
        ({"milestones": "2027-01-30 完成"}, "不在开始日期和完成时限之间"),
        ({"partners": "没有的单位"}, "本辖区没有这个单位"),
        ({"partners": "演示二师"}, "牵头单位不能同时是协办单位"),
        ({"due_on": "2025-01-01"}, "完成时限不能早于开始日期"),
        ({"weight": "0"}, "权重为 1 至 100 的整数"),
        ({"target_number": "多"}, "请填写数字"),
        ({"rule": "x"}, "请从列表中选择条款"),
        ({"version": "7"}, "您看到的内容已不是最新"),
        ({"title": "机密★一年"}, "不得录入涉密内容"),
    ],
)
def test_what_is_wrong_with_a_task_is_said_and_kept(
    world: OfficeWorld, data: dict[str, str], told: str
) -> None:
    found = drafted(world)
    answer = post(world, "office", "task-add", found.public_id, **form(world, found, measures="照旧", **data))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page
    assert "照旧" in page
    assert Task.objects.count() == 1


def test_task_is_broken_down_accepted_and_reported_by_its_pages(world: OfficeWorld) -> None:
    issued(world, "团")
    task = in_force(world)
    units = [str(world.units[code].pk) for code in ("团", "邻")]
    page = get(world, "office", "task-break", task.public_id)
    assert "演示28团" in page
    data = {
        "title": "各团任务", "due_on": "2026-11-30", "units": units, "version": str(task.version),
        f"number-{units[0]}": "0.5", f"weight-{units[0]}": "2",
    }  # fmt: skip
    bad = post(world, "office", "task-break", task.public_id, **data | {f"weight-{units[1]}": "无"})
    assert bad.status_code == 422
    assert "权重为 1 至 100 的整数" in bad.content.decode()
    assert post(world, "office", "task-break", task.public_id, **data).status_code == 302
    part = Task.objects.get(unit=world.units["团"], parent=task)
    assert "还没有接收" in get(world, "clerk", "task", part.public_id)
    assert post(world, "clerk", "task-do", part.public_id, "accept", version="0").status_code == 302
    pdf = SimpleUploadedFile("验收单.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    sent = post(
        world,
        "clerk",
        "task-do",
        part.public_id,
        "report",
        version="1",
        percent="30",
        text="已开工。",
        evidence=pdf,
    )
    assert sent.status_code in (302, 422)
    report(world, part, 30)
    branch = client(world, "office").get(
        reverse("task-parts", args=[task.public_id]), headers={"HX-Request": "true"}
    )
    assert "<html" not in branch.content.decode()
    assert "演示27团" in branch.content.decode()
    assert "30%" in branch.content.decode()
    assert "<html" in get(world, "office", "task-parts", task.public_id)


def test_report_without_words_keeps_what_was_typed(world: OfficeWorld) -> None:
    task = in_force(world)
    answer = post(
        world, "office", "task-do", task.public_id, "report", version=str(task.version), percent="37", text=""
    )
    assert answer.status_code == 422
    assert "请写明进展情况" in answer.content.decode()
    assert 'value="37"' in answer.content.decode()


def test_second_of_two_persons_is_told(world: OfficeWorld) -> None:
    task = in_force(world)
    report(world, task, 20, "office")
    answer = post(
        world,
        "colleague",
        "task-do",
        task.public_id,
        "report",
        version=str(task.version),
        percent="5",
        text="我也报。",
    )
    assert answer.status_code == 422
    assert "演示-office已于" in answer.content.decode()
    assert again(task).percent == 20


def test_issued_task_is_revised_through_its_pages(world: OfficeWorld) -> None:
    task = in_force(world)
    page = get(world, "office", "task-edit", task.public_id)
    assert "调整理由" in page
    data = form(
        world,
        task.list,
        rule=str(task.rule_id),
        due_on="2026-12-20",
        milestones="",
        version=str(task.version),
    )
    bad = post(world, "office", "task-edit", task.public_id, **data)
    assert bad.status_code == 422
    good = post(world, "office", "task-edit", task.public_id, **data | {"reason": "天气原因。"})
    assert good.status_code == 302
    revision = TaskRevision.objects.get()
    page = get(world, "approver", "task", task.public_id)
    assert "2026-12-31 → <b>2026-12-20</b>" in page
    granted = post(
        world, "approver", "task-do", task.public_id, "grant", version=str(again(task).version),
        revision=str(revision.public_id),
    )  # fmt: skip
    assert granted.status_code == 302
    assert again(task).due_on.isoformat() == "2026-12-20"


@pytest.mark.parametrize("name", ["revision", "milestone"])
def test_what_is_not_of_the_task_is_not_found(world: OfficeWorld, name: str) -> None:
    task = in_force(world)
    action = {"revision": "refuse", "milestone": "unreach"}[name]
    who = {"revision": "approver", "milestone": "office"}[name]
    for value in ("", "x", "00000000-0000-0000-0000-000000000000"):
        answer = post(
            world, who, "task-do", task.public_id, action, version="0", text="有误。", **{name: value}
        )
        assert answer.status_code == 404


def sheet(*rows: list[str]) -> SimpleUploadedFile:
    """A workbook with these rows."""
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(stream)
    return SimpleUploadedFile("任务.xlsx", stream.getvalue())


def test_template_is_read_back_as_it_is(world: OfficeWorld) -> None:
    found = drafted(world, tasks=0)
    answer = client(world, "office").get(reverse("task-import-template", args=[found.public_id]))
    upload = SimpleUploadedFile("模板.xlsx", answer.content)
    page = post(world, "office", "task-import", found.public_id, sheet=upload, version="0")
    assert page.status_code == 200
    assert "可以导入" in page.content.decode()
    assert not Task.objects.exists()


def test_import_names_every_fault_and_writes_nothing(world: OfficeWorld) -> None:
    found = drafted(world, tasks=0)
    rows = sheet(
        ["任务", "对应条款", "牵头单位", "完成时限", "节点"],
        ["修路", "粮食和重要农产品供给安全", "演示27团", "2026-10-31", "2026-06-30 完成招标;2026-09-30 完工"],
        ["种树", "没有这条", "演示九团", "明年", ""],
    )
    answer = post(world, "office", "task-import", found.public_id, sheet=rows, version="0")
    page = answer.content.decode()
    assert answer.status_code == 422
    for told in (
        "“没有这条”不在可填的范围内",
        "“演示九团”不在可填的范围内",
        "请按 2026-12-09 的格式填写日期",
        "1 行有误",
    ):
        assert told in page
    pasted = "任务\t对应条款\t完成时限\n修路\t粮食和重要农产品供给安全\t2026-10-31\n"
    done = post(world, "office", "task-import", found.public_id, text=pasted, version="0", action="confirm")
    assert done.status_code == 302
    assert Task.objects.get().title == "修路"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({}, "请选择文件,或粘贴表格中的行"),
        ({"text": "修路\t2026"}, "没有找到表头"),
        ({"text": "任务\t颜色\n修路\t红"}, "不认识的列:颜色"),
        ({"text": "任务\t完成时限\n"}, "表头下面没有任务"),
        ({"sheet": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no workbook")}, "XLSX"),
        ({"sheet": SimpleUploadedFile("a.csv", b"x")}, "请选择 XLSX 文件"),
    ],
)
def test_what_cannot_be_imported_is_told(world: OfficeWorld, data: dict[str, object], told: str) -> None:
    found = drafted(world, tasks=0)
    answer = post(world, "office", "task-import", found.public_id, version="0", **data)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_what_waits_is_shown_to_who_acts(world: OfficeWorld) -> None:
    _, parts = broken_down(world)
    clerk, office = waiting_for(world.actors["clerk"]), waiting_for(world.actors["office"])
    assert clerk is not None
    assert [line.task for line in clerk.lines] == [parts[0]]
    assert office is not None
    assert [str(line.light) for line in office.lines] == ["red"]
    assert waiting_for(world.actors["auditor"]) is None
    assert "任务清单" in get(world, "clerk", "mine")


def test_list_and_revision_wait_for_who_issues(world: OfficeWorld) -> None:
    task = in_force(world)
    task_propose(
        actor=world.actors["office"], task=task, version=task.version, wording=None, reason="并入他项。"
    )
    submitted = drafted(world, "团")
    task_list_submit(actor=world.actors["clerk"], task_list=submitted, version=0)
    approver, official = waiting_for(world.actors["approver"]), waiting_for(world.actors["official"])
    assert approver is not None
    assert [line.task for line in approver.lines] == [task]
    assert official is not None
    assert list(official.lists) == [submitted]


def test_days_of_tasks_are_in_the_calendar(world: OfficeWorld) -> None:
    in_force(world)
    days = [(entry.day.isoformat(), entry.title) for entry in task_days(world.actors["office"], None)]
    assert days == [
        ("2026-12-31", "任务完成时限:任务1"),
        ("2026-04-30", "任务节点:完成招标"),
        ("2026-12-01", "任务节点:主体完工"),
    ]


def test_lists_are_narrowed_and_exported(world: OfficeWorld) -> None:
    task, part = accepted(world)
    report(world, part, 90)
    page = get(world, "office", "tasks", query="?light=red")
    assert task.title in page
    assert f"/tasks/{part.public_id}/" not in page
    assert "师任务清单" in get(world, "office", "task-lists", query="?state=issued")
    answer = client(world, "office").post("/lists/tasks/export/", {"format": "xlsx", "query": "light=green"})
    assert answer.status_code == 200


def test_continuous_rule_shows_every_unit_that_bears_it(world: OfficeWorld) -> None:
    task, part = accepted(world)
    report(world, part, 45)
    query = "?regulation=xpcc-2023&rule=a5.3"
    page = get(world, "above", "task-serving", query=query)
    for told in ("演示28团", "演示二师", "进展如下。", "45%"):
        assert told in page
    assert (
        "演示二师" not in get(world, "above", "task-serving", query=f"{query}&state=none").split("<tbody")[-1]
    )
    found = serving(world.actors["above"], [task.rule_id], 2026)[task.rule_id]
    assert (found.tasks, found.units, found.red) == (3, 2, 3)
    assert found.latest[0][1] == "进展如下。"
