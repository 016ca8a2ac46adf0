"""从材料预填 on the form: what it fills in, what it leaves, what it says."""

import io
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.models import Entry, Evidence
from portal.models import StoredFile
from tests.meetings.conftest import As
from tests.meetings.field_world import make_field
from tests.meetings.world import World
from tests.portal.uploads.samples import image

NEW = "/entries/new/"
MINUTES = """演示27团党委常委会会议纪要
2026年9月17日上午,团党委书记演示-书记在团机关三楼会议室主持召开团党委常委会会议,专题研究乡村振兴有关工作。会议议定,由演示27团1连牵头,10月30日前完成整改。
出席:演示-书记
请假:演示-团长
列席:演示-己六(财政所)
"""
NOTICE = """关于召开团党委农村工作会议的通知
定于2026年9月25日上午10:30在团机关礼堂召开团党委农村工作会议。会议由团长演示-团长主持。
2026年9月19日
"""
VISIT = """演示-书记到演示27团1连调研
2026年9月16日,团党委书记演示-书记到演示27团1连开展乡村振兴专题调研。发现两个问题:一是支渠渗漏;二是垃圾收集点不足。
"""


def word(text: str) -> SimpleUploadedFile:
    document, stream = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(stream)
    return SimpleUploadedFile("纪要.docx", stream.getvalue())


def untouched(world: World, as_: As, kind: str = "meeting") -> dict[str, Any]:
    """What a browser sends of a new form in which nothing was filled in."""
    form = as_("clerk").get(NEW, {"kind": kind}).context["form"]
    sent = {
        "kind": kind,
        "token": str(form["token"].value()),
        "occurred_on": "2026-09-20",
        "action": "prefill",
    }
    sent |= {"leader": str(form["leader"].value() or ""), "usual_leader": form.usual_leader}
    if kind == "meeting":
        sent |= {row.name: row.state for row in form.invited} | {"agenda-0-text": "", "agenda-0-topic": "on"}
    return sent


def prefill(world: World, as_: As, kind: str = "meeting", **values: Any) -> Any:
    answer = as_("clerk").post(NEW, untouched(world, as_, kind) | values)
    assert answer.status_code == 200
    assert not Entry.objects.exists()
    return answer


def test_pasted_minutes_fill_the_form_and_say_from_which_words(world: World, as_: As) -> None:
    form = prefill(world, as_, prefill_text=MINUTES).context["form"]
    assert form["forms"].value() == ["party_standing_committee"]
    assert form["occurred_on"].value() == "2026-09-17"
    assert form["leader"].value() == str(world.people["书记"].pk)
    assert form["place"].value() == "团机关三楼会议室"
    assert [(row.text, row.on_topic) for row in form.agenda] == [("专题研究乡村振兴有关工作", True)]
    states = {row.seat.person.code: row.state for row in form.invited}
    assert states == {"书记": "present", "团长": "leave", "副政委": ""}
    assert form.sources["occurred_on"] == "来自材料:“2026年9月17日上午”"
    assert "主持召开" in form.sources["leader"]
    assert "当日任职中没有:演示-己六" in form.sources["attendance"]


def test_decisions_are_given_to_the_unit_that_the_list_has(world: World, as_: As) -> None:
    (row,) = prefill(world, as_, prefill_text=MINUTES).context["form"].decisions
    assert (row.owner, row.due) == (f"{world.units['L'].pk}:", "2026-10-30")


def test_the_page_marks_what_was_filled_and_shows_the_words(world: World, as_: As) -> None:
    page = prefill(world, as_, prefill_text=MINUTES).content.decode()
    assert "已填入:会议类型、日期、主持人、地点、议题、参会、议定事项" in page
    assert page.count("is-prefilled") >= 3
    assert "来自材料:“2026年9月17日上午”" in page


def test_what_the_clerk_has_typed_stays(world: World, as_: As) -> None:
    typed = {
        "occurred_on": "2026-09-10",
        "leader": str(world.people["团长"].pk),
        "place": "演示广场",
        "forms": ["dispatch"],
        "agenda-0-text": "自拟议题",
        f"attendance-{world.people['副政委'].pk}": "leave",
        "minutes": "手写的",
    }
    form = prefill(world, as_, prefill_text=MINUTES, **typed).context["form"]
    for name in ("occurred_on", "leader", "place", "forms", "minutes"):
        assert form[name].value() == typed[name]
        assert name not in form.sources
    assert [row.text for row in form.agenda] == ["自拟议题"]
    assert {row.seat.person.code: row.state for row in form.invited}["副政委"] == "leave"


def test_a_file_is_kept_as_evidence_once(world: World, as_: As) -> None:
    answer = prefill(world, as_, prefill_file=word(MINUTES))
    assert answer.context["form"]["occurred_on"].value() == "2026-09-17"
    ((file, sealed),) = answer.context["kept"]
    sent = untouched(world, as_) | {"action": "draft", "kept": sealed}
    as_("clerk").post(NEW, sent)
    assert Evidence.objects.get().file == file
    assert StoredFile.objects.count() == 1


def test_a_file_of_the_form_is_read_where_nothing_else_is_chosen(world: World, as_: As) -> None:
    ((_, sealed),) = prefill(world, as_, prefill_file=word(MINUTES)).context["kept"]
    form = prefill(world, as_, kept=sealed).context["form"]
    assert (form["occurred_on"].value(), len(form.stored)) == ("2026-09-17", 1)


def test_a_text_file_is_read_and_not_kept(world: World, as_: As) -> None:
    file = SimpleUploadedFile("消息.txt", MINUTES.encode("gb18030"))
    answer = prefill(world, as_, prefill_file=file)
    assert (answer.context["form"]["place"].value(), answer.context["kept"]) == ("团机关三楼会议室", [])


def test_a_notice_is_to_be_planned(world: World, as_: As) -> None:
    answer = prefill(world, as_, prefill_text=NOTICE)
    assert "请点“列入计划”" in answer.content.decode()
    form = answer.context["form"]
    assert (form["occurred_on"].value(), form["starts_at"].value()) == ("2026-09-25", "10:30")


def test_a_visit_is_not_put_into_the_form_of_a_meeting(world: World, as_: As) -> None:
    answer = prefill(world, as_, prefill_text=VISIT)
    page = answer.content.decode()
    assert answer.context["form"]["occurred_on"].value() == "2026-09-20"
    assert "这份材料说的是“调研走访”" in page
    assert 'value="prefill-visit"' in page
    assert VISIT.splitlines()[0] in page


def test_the_kind_can_be_changed_to_what_the_material_is(world: World, as_: As) -> None:
    make_field(world)
    form = prefill(world, as_, prefill_text=VISIT, action="prefill-visit").context["form"]
    assert form.kind == "visit"
    assert form["occurred_on"].value() == "2026-09-16"
    assert form["leader"].value() == str(world.people["书记"].pk)


def test_a_visit_with_its_target_and_problems(world: World, as_: As) -> None:
    form = prefill(world, as_, "visit", prefill_text=VISIT).context["form"]
    assert form["forms"].value() == ["research"]
    assert form["targets"].value() == [str(world.units["L"].pk)]
    assert [row.text for row in form.problems] == ["支渠渗漏", "垃圾收集点不足"]


def test_who_is_not_in_office_is_named_and_not_chosen(world: World, as_: As) -> None:
    form = prefill(world, as_, prefill_text=MINUTES.replace("演示-书记在", "演示-甲一在")).context["form"]
    assert form["leader"].value() == ""
    assert "当日任职中没有“演示-甲一”" in form.sources["leader"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "请先选择文件或粘贴文字"),
        ({"prefill_text": "今天天气很好。"}, "没有读出有把握的新内容"),
        ({"prefill_file": SimpleUploadedFile("a.jpg", image())}, "没有从“a.jpg”读出内容"),
        ({"prefill_file": SimpleUploadedFile("a.docx", b"PK\x03\x04")}, "与扩展名不符"),
        ({"prefill_file": SimpleUploadedFile("a.exe", b"MZ")}, "只能从"),
        ({"prefill_file": SimpleUploadedFile("a.txt", b"\x00\xff")}, "没有从“a.txt”读出内容"),
        ({"prefill_text": "\x00\x01" + MINUTES}, "已填入"),
        ({"prefill_text": MINUTES, "action": "prefill-nonsense"}, "已填入"),
        ({"prefill_text": MINUTES, "occurred_on": "2026-02-31"}, "已填入"),
    ],
)
def test_what_cannot_be_read_says_so_and_keeps_the_form(
    world: World, as_: As, values: Any, said: str
) -> None:
    for value in values.values():
        if hasattr(value, "seek"):
            value.seek(0)
    answer = prefill(world, as_, **({"place": "演示广场"} | values))
    assert said in answer.content.decode()
    assert answer.context["form"]["place"].value() == "演示广场"


def test_a_report_has_nothing_to_prefill(world: World, as_: As) -> None:
    assert "从材料预填" not in as_("clerk").get(NEW, {"kind": "report"}).content.decode()
