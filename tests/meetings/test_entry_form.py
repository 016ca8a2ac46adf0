"""The form of a meeting: what it fills in, what it refuses at which field, what it keeps."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from meetings.models import Attendance, Entry, EntryState
from meetings.services.entries import entry_save
from portal.models import StoredFile
from tests.meetings.conftest import As
from tests.meetings.world import World, content, counted, entered, sent
from tests.portal.uploads.samples import image

NEW = "/entries/new/"
LONG = "会" * 100_000


def post(as_: As, world: World, url: str = NEW, name: str = "clerk", **values: Any) -> Any:
    return as_(name).post(url, sent(world, **values))


def test_a_new_form_knows_the_day_the_chair_and_who_attends(world: World, as_: As) -> None:
    form = as_("clerk").get(NEW).context["form"]
    assert form["occurred_on"].value() == dt.date(2026, 9, 20)
    assert form["leader"].value() == str(world.people["书记"].pk)
    assert {row.seat.person.code for row in form.invited} == {"书记", "团长", "副政委"}
    assert {row.state for row in form.invited} == {"present"}


def test_a_form_asked_for_by_an_obligation_is_filled_in(world: World, as_: As) -> None:
    query = {"form": "administrative_executive", "period": "2026Q2"}
    form = as_("clerk").get(NEW, query).context["form"]
    assert (form["forms"].value(), form["for_period"].value()) == (["administrative_executive"], "2026Q2")
    assert form["leader"].value() == str(world.people["团长"].pk)


@pytest.mark.parametrize("query", ["?form=%00&period=2026Q9", "?form=x&period=T2020-01-01&rule=%FF"])
def test_nonsense_in_the_address_is_passed_over(world: World, as_: As, query: str) -> None:
    assert as_("clerk").get(NEW + query).status_code == 200


def test_a_sent_form_is_an_entry_that_counts(world: World, as_: As) -> None:
    answer = post(as_, world)
    entry = Entry.objects.get()
    assert answer.headers["Location"] == reverse("entry", args=[entry.public_id])
    assert (entry.state, counted(world)) == (EntryState.SUBMITTED, 1)
    states = dict(entry.attendance.values_list("person__code", "state"))
    assert states == {"书记": "present", "团长": "present", "副政委": "leave"}
    assert entry.agenda.get().on_topic


def test_a_colleague_of_the_unit_goes_on_with_a_draft(world: World, as_: As) -> None:
    post(as_, world, action="draft", forms=[])
    draft = Entry.objects.get()
    assert (draft.state, counted(world)) == (EntryState.DRAFT, 0)
    url = reverse("entry-edit", args=[draft.public_id])
    assert as_("colleague").get(url).context["form"]["place"].value() == "机关三楼会议室"
    post(as_, world, url, "colleague", version="1")
    draft.refresh_from_db()
    assert (draft.state, draft.entered_by, counted(world)) == (
        EntryState.SUBMITTED,
        world.actors["clerk"].account,
        1,
    )


@pytest.mark.parametrize("name", ["stranger", "office", "secretary"])
def test_another_units_draft_is_not_there(world: World, as_: As, name: str) -> None:
    draft = entry_save(
        actor=world.actors["clerk"], unit=world.unit, content=content(world), token=uuid.uuid4()
    )
    assert as_(name).get(reverse("entry", args=[draft.public_id])).status_code == 404
    assert post(as_, world, reverse("entry-edit", args=[draft.public_id]), name).status_code in {403, 404}


def test_a_missing_entry_is_not_there(world: World, as_: As) -> None:
    assert as_("clerk").get(reverse("entry-edit", args=[uuid.uuid4()])).status_code == 404


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "a day to come": ({"occurred_on": "2026-09-21"}, "occurred_on", "不能晚于今天"),
    "no day": ({"occurred_on": ""}, "occurred_on", "填写日期"),
    "no date": ({"occurred_on": "2026-02-30"}, "occurred_on", "不是有效的日期"),
    "year 1": ({"occurred_on": "0001-01-01"}, "occurred_on", "年份有误"),
    "year 9999": ({"occurred_on": "9999-12-31"}, "occurred_on", "年份有误"),
    "before the unit": ({"occurred_on": "2019-12-31"}, "occurred_on", "尚未成立"),
    "no form": ({"forms": []}, "forms", "至少选择一种"),
    "unknown form": ({"forms": ["tea"]}, "forms", "没有这一会议类型"),
    "not yet begun": ({"occurred_on": "2026-09-20", "starts_at": "15:30"}, "starts_at", "尚未开始"),
    "end before start": ({"starts_at": "15:00", "ends_at": "14:00"}, "ends_at", "晚于开始时间"),
    "end is start": ({"starts_at": "15:00", "ends_at": "15:00"}, "ends_at", "晚于开始时间"),
    "no time": ({"starts_at": "25:00"}, "starts_at", "不是有效的时间"),
    "nobody": ({"leader": "999999"}, "leader", "没有这个人"),
    "no number": ({"leader": "x' OR 1"}, "leader", "没有这个人"),
    "unknown period": ({"for_period": "2026Q9"}, "for_period", "没有这一周期"),
    "NUL in the place": ({"place": "三楼\0"}, "place", "空字符"),
    "NUL in the minutes": ({"minutes": "纪要\0"}, "minutes", "空字符"),
    "long title": ({"title": LONG}, "title", "最多 200 字"),
    "long minutes": ({"minutes": LONG}, "minutes", "最多 50000 字"),
    "NUL in the forms": ({"forms": ["\0"]}, "forms", "没有这一会议类型"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named_at_its_field_and_the_rest_is_kept(world: World, as_: As, case: str) -> None:
    values, field, message = BAD[case]
    answer = post(as_, world, **values)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert message in " ".join(form.errors[field])
    assert form.agenda[0].text == "听取和美连队建设汇报"
    assert (Entry.objects.count(), counted(world)) == (0, 0)


def test_faults_of_one_kind_do_not_hide_those_of_another(world: World, as_: As) -> None:
    form = post(as_, world, occurred_on="2026-09-21", starts_at="15:00", ends_at="14:00", forms=[]).context[
        "form"
    ]
    assert {"occurred_on", "ends_at", "forms"} <= set(form.errors)


@pytest.mark.parametrize("text", ["议\0题", LONG])
def test_a_bad_item_is_named_at_its_line(world: World, as_: As, text: str) -> None:
    answer = post(as_, world, **{"agenda-7-text": text})
    assert [bool(row.errors) for row in answer.context["form"].agenda] == [False, True]


def test_a_chair_without_any_seat_that_day_is_refused(world: World, as_: As) -> None:
    answer = post(as_, world, leader=str(world.people["前任"].pk))
    assert "没有任何任职" in answer.context["form"].errors["leader"][0]


@pytest.mark.parametrize("person", ["副政委", "师长"])
def test_a_chair_with_another_seat_is_accepted_with_a_warning(world: World, as_: As, person: str) -> None:
    answer = as_("clerk").post(NEW, sent(world, leader=str(world.people[person].pk)), follow=True)
    assert counted(world) == 0
    assert "不计入“党委常委会会议”:主持人非党委(党组织)主要负责人" in answer.content.decode()


def test_somebody_of_another_unit_is_nobody_here(world: World, as_: As) -> None:
    answer = post(as_, world, leader=str(world.people["外人"].pk))
    assert "没有这个人" in answer.context["form"].errors["leader"][0]


def test_a_double_submit_shows_the_first(world: World, as_: As) -> None:
    client, form = as_("clerk"), sent(world)
    first, second = client.post(NEW, form), client.post(NEW, form, follow=True)
    assert second.redirect_chain[0][0] == first.headers["Location"]
    assert "没有重复登记" in second.content.decode()
    assert Entry.objects.count() == 1


def test_a_stale_form_keeps_its_input_and_shows_the_way_to_the_present(world: World, as_: As) -> None:
    post(as_, world, action="draft")
    draft = Entry.objects.get()
    url = reverse("entry-edit", args=[draft.public_id])
    post(as_, world, url, "colleague", version="1", action="draft", place="大会议室")
    answer = post(as_, world, url, version="1", action="draft", place="小会议室")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "演示-colleague" in page
    assert 'value="小会议室"' in page
    assert reverse("entry", args=[draft.public_id]) in page
    assert Entry.objects.get().place == "大会议室"
    knowingly = post(
        as_, world, url, version=answer.context["form"]["version"].value(), action="draft", place="小会议室"
    )
    assert (knowingly.status_code, Entry.objects.get().place) == (302, "小会议室")


def test_a_form_of_a_draft_sent_meanwhile_changes_nothing(world: World, as_: As) -> None:
    post(as_, world, action="draft")
    draft = Entry.objects.get()
    url = reverse("entry-edit", args=[draft.public_id])
    post(as_, world, url, "colleague", version="1")
    answer = post(as_, world, url, version="1", place="小会议室")
    assert "不能再修改" in answer.content.decode()
    assert Entry.objects.get().place == "机关三楼会议室"


@pytest.mark.parametrize("token", ["", "x", "\0"])
def test_a_broken_token_is_no_fault_of_the_server(world: World, as_: As, token: str) -> None:
    assert post(as_, world, token=token).status_code == 422


def test_without_scripts_a_line_is_added_by_the_server(world: World, as_: As) -> None:
    answer = post(as_, world, action="more-agenda")
    assert len(answer.context["form"].agenda) == 2
    assert Entry.objects.count() == 0


def test_good_files_are_kept_beside_bad_ones_and_sent_once(world: World, as_: As) -> None:
    client = as_("clerk")
    good = SimpleUploadedFile("照片.jpg", image())
    bad = SimpleUploadedFile("程序.jpg", b"MZ" + bytes(50))
    answer = client.post(NEW, sent(world, occurred_on="2026-09-21") | {"evidence": [good, bad]})
    assert "“程序.jpg”未接收" in answer.context["form"].errors["evidence"][0]
    kept = [sealed for _, sealed in answer.context["kept"]]
    client.post(NEW, sent(world) | {"kept": kept})
    assert [each.file.name for each in Entry.objects.get().evidence.all()] == ["照片.jpg"]
    assert StoredFile.objects.count() == 1


def test_a_kept_file_is_its_senders_alone(world: World, as_: As) -> None:
    good = SimpleUploadedFile("照片.jpg", image())
    answer = as_("clerk").post(NEW, sent(world, forms=[]) | {"evidence": good})
    kept = [sealed for _, sealed in answer.context["kept"]]
    for tickets in (kept, ["forged"]):
        refused = as_("colleague").post(NEW, sent(world) | {"kept": tickets})
        assert "已失效" in refused.context["form"].errors["evidence"][0]
    assert Entry.objects.count() == 0


@override_settings(UPLOAD_LIMIT_BYTES=1024 * 1024)
def test_a_huge_file_is_left_out_and_the_rest_kept(world: World, as_: As, file_store: Path) -> None:
    huge = SimpleUploadedFile("录像.pdf", bytes(3 * 1024 * 1024))
    answer = as_("clerk").post(
        NEW, sent(world) | {"evidence": [huge, SimpleUploadedFile("照片.jpg", image())]}
    )
    assert answer.context["form"].errors["evidence"] == [
        "“录像.pdf”未接收:超过单个文件上限 1 MB;请压缩或拆分后再上传。"
    ]
    assert [file.name for file, _ in answer.context["kept"]] == ["照片.jpg"]
    assert Entry.objects.count() == 0


def test_too_many_files_are_named(world: World, as_: As) -> None:
    files = [SimpleUploadedFile(f"{number}.jpg", image(size=(number + 1, 2))) for number in range(21)]
    answer = as_("clerk").post(NEW, sent(world) | {"evidence": files})
    assert "最多 20 个文件" in answer.context["form"].errors["evidence"][0]
    assert len(answer.context["kept"]) == 20


def test_a_correction_is_prefilled_and_takes_a_reason(world: World, as_: As) -> None:
    entry, client = entered(world), as_("clerk")
    opened = client.post(reverse("entry-correct", args=[entry.public_id]), follow=True)
    form = opened.context["form"]
    assert (form["place"].value(), form["forms"].value()) == ("机关三楼会议室", ["party_standing_committee"])
    values = sent(world, version="1", token=str(form["token"].value()), forms=["leading_group"])
    url = opened.redirect_chain[0][0]
    assert "更正原因" in client.post(url, values).context["form"].errors["reason"][0]
    client.post(url, values | {"reason": "会议类型选错。"})
    assert (counted(world), counted(world, "a8.2.leading_group")) == (0, 1)


def test_the_date_brings_its_own_seats(world: World, as_: As) -> None:
    values = sent(world, occurred_on="2024-06-03", usual_leader=str(world.people["书记"].pk))
    page = as_("clerk").post("/entries/seats/", values).content.decode()
    assert "演示-前任" in page
    assert "星期一" in page


def test_another_form_brings_its_usual_leader_unless_one_was_chosen(world: World, as_: As) -> None:
    usual = str(world.people["书记"].pk)
    values = sent(world, forms=["administrative_executive"], usual_leader=usual)
    form = as_("clerk").post("/entries/seats/?part=chair", values).context["form"]
    assert form["leader"].value() == str(world.people["团长"].pk)
    chosen = values | {"leader": str(world.people["副政委"].pk)}
    form = as_("clerk").post("/entries/seats/?part=chair", chosen).context["form"]
    assert form["leader"].value() == str(world.people["副政委"].pk)


def test_attendance_that_no_chip_showed_is_not_made_up(world: World, as_: As) -> None:
    post(as_, world, **{f"attendance-{world.people['副政委'].pk}": None})
    assert not Attendance.objects.filter(person=world.people["副政委"]).exists()


def test_the_empty_form_takes_few_queries(
    world: World, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("clerk")
    client.get(NEW)
    with django_assert_max_num_queries(20):
        client.get(NEW)


def test_minutes_pasted_from_a_word_processor_are_kept_as_clean_paragraphs(world: World, as_: As) -> None:
    pasted = "一、会议听取了汇报。\r\n\r\n\r\n\r\n\uf0b7\t研究\u00a0资金安排\u200b;\r\n●落实责任。   \n<b>不是标记</b>"
    post(as_, world, minutes=pasted)
    entry = Entry.objects.get()
    assert entry.minutes == "一、会议听取了汇报。\n\n• 研究 资金安排;\n• 落实责任。\n<b>不是标记</b>"
    page = as_("clerk").get(reverse("entry", args=[entry.public_id])).content.decode()
    assert "&lt;b&gt;不是标记" in page


def test_what_repeats_is_taken_from_the_last_similar_entry_and_marked(world: World, as_: As) -> None:
    old = entered(world, place="师部会议室", minutes="纪要。", title="上一次")
    client = as_("clerk")
    assert str(old.public_id) in client.get(NEW).content.decode()
    form = client.get(NEW, {"copy": old.public_id}).context["form"]
    assert form["place"].value() == "师部会议室"
    assert form["forms"].value() == ["party_standing_committee"]
    assert form["occurred_on"].value() == dt.date(2026, 9, 20)
    assert "沿用2026年9月18日的登记" in form.sources["place"]
    assert (form["minutes"].value(), form["title"].value(), form.agenda[0].text) == ("", "", "")
    assert {row.state for row in form.invited} == {"present"}


@pytest.mark.parametrize("copy", ["x", str(uuid.UUID(int=0))])
def test_what_cannot_be_copied_is_said(world: World, as_: As, copy: str) -> None:
    assert "没有找到可沿用的登记" in as_("clerk").get(NEW, {"copy": copy}).content.decode()
