"""Every kind of the vocabulary has a form: its own fields, its period, what it counts for, the entry that it makes."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.urls import reverse

from duties.ledger.reconcile import reconcile
from duties.models import Obligation, Record
from duties.rulebook import read_rulebook, read_text
from duties.services.regulation import load_rulebook
from meetings.forms.kinds import form_of
from meetings.kinds import WORDS
from meetings.models import Entry
from meetings.services.contents import EntryContent
from meetings.services.entries import entry_correct, entry_enter, entry_submit
from portal import access
from portal.access import Actor
from portal.models import Account, Role, Unit, Word
from portal.registry import entry_form
from portal.services.appointments import appointment_grant
from tests.duties.aimed import YUNZE
from tests.duties.load_world import load_world
from tests.meetings.conftest import As
from tests.meetings.world import World

NEW = "/entries/new/"


def form(kind: str, **values: Any) -> dict[str, Any]:
    """A form as a browser sends it."""
    given = {"kind": kind, "token": str(uuid.uuid4()), "occurred_on": "2026-09-18", "action": "submit"}
    return given | values


@pytest.fixture
def division(world: World) -> Actor:
    """The clerk of the division, who signs in as `division`."""
    account = Account.objects.create(username="division", name="演示-师经办")
    appointment_grant(
        actor=access.SYSTEM,
        account=account,
        role=Role.CLERK,
        unit=world.units["S"],
        started_on=dt.date(2020, 1, 1),
    )
    actor = Actor(account=account, post=access.posts_of(account)[0])
    world.actors["division"] = actor
    return actor


def counted(rule: str, period: str, unit: str = "T") -> int:
    return Obligation.objects.get(rule__code=rule, period=period, unit__code=unit).counted


def test_every_kind_of_the_vocabulary_is_logged_somewhere(world: World, as_: As) -> None:
    kinds = list(Word.objects.filter(group=Word.Group.KIND).values_list("code", flat=True))
    assert set(kinds) == set(WORDS)
    for kind in kinds:
        assert entry_form(kind) == "entry-new"
        page = as_("clerk").get(NEW, {"kind": kind})
        assert (page.status_code, page.context["form"].kind) == (200, kind)


@pytest.fixture
def station(world: World) -> Unit:
    """A unit of another regulation with two below it; its clerk signs in as `station`."""
    text = read_text((YUNZE / "text.txt").read_text(encoding="utf-8"))
    load_rulebook(rulebook=read_rulebook(YUNZE / "first"), text=text, actor=access.SYSTEM)
    load_world(
        {
            "units": [
                {"code": code, "kind": kind, "name": name, "established_on": "2020-01-01"}
                for code, kind, name in (("Y", "station", "演示管护站"), ("Y1", "post", "演示一点"))
            ],
            "placements": [{"unit": "Y1", "parent": "Y"}],
            "tenures": [
                {"ref": "w", "unit": "Y", "role": "warden", "person": "站长", "name": "演示-站长", "title": "",
                 "started_on": "2020-01-01", "ended_on": "", "acting": "0"}
            ],
        },
        [],
    )  # fmt: skip
    reconcile()
    unit = Unit.objects.get(code="Y")
    account = Account.objects.create(username="station", name="演示-站经办")
    appointment_grant(
        actor=access.SYSTEM, account=account, role=Role.CLERK, unit=unit, started_on=dt.date(2020, 1, 1)
    )
    world.actors["station"] = Actor(account=account, post=access.posts_of(account)[0])
    return unit


def test_kinds_of_another_regulation_have_a_form_each(world: World, station: Unit, as_: As) -> None:
    client = as_("station")
    for kind, name in (
        ("patrol", "GeneralForm"),
        ("house_call", "HouseholdContactForm"),
        ("paper", "GeneralForm"),
    ):
        assert form_of(kind).__name__ == name
        assert client.get(NEW, {"kind": kind}).context["form"].kind == kind
    shown = client.get(NEW, {"kind": "patrol"})
    assert "登记巡护" in shown.content.decode()
    assert [unit.name for unit in shown.context["form"].offered.values()] == ["演示一点"]


def test_what_another_regulation_asks_for_is_logged_and_counts(world: World, station: Unit, as_: As) -> None:
    values = form("patrol", forms=["on_foot"], targets=[str(Unit.objects.get(code="Y1").pk)])
    page = as_("station").post(NEW, values, follow=True).content.decode()
    assert "已提交并计入台账" in page
    entry = Entry.objects.get()
    assert entry.title == "2026年9月18日到演示一点徒步巡护"
    assert counted("y3.week", "2026W38", "Y") == 1


@pytest.mark.parametrize("kind", ["x", "\0", "tea"])
def test_a_kind_that_is_none_is_a_meeting(world: World, as_: As, kind: str) -> None:
    assert as_("clerk").get(NEW, {"kind": kind}).context["form"].kind == "meeting"


def test_a_document_counts_for_the_period_that_it_is_about(world: World, as_: As) -> None:
    asked = {"kind": "document", "form": "work_plan", "period": "2026"}
    shown = as_("clerk").get(NEW, asked).context["form"]
    assert (shown["forms"].value(), shown["for_period"].value()) == (["work_plan"], "2026")
    values = form(
        "document", forms=["work_plan"], title="2026年乡村振兴工作计划", number="演示27团发〔2026〕8号",
        for_period="2026", occurred_on="2026-03-20",
    )  # fmt: skip
    page = as_("clerk").post(NEW, values, follow=True).content.decode()
    entry = Entry.objects.get()
    assert (entry.details, counted("a8.1.plan", "2026")) == ({"number": "演示27团发〔2026〕8号"}, 1)
    for words in ("文件名称", "文号", "演示27团发〔2026〕8号", "2026年", "按时完成"):
        assert words in page or words == "文件名称"


def test_a_document_without_a_name_is_refused(world: World, as_: As) -> None:
    answer = as_("clerk").post(NEW, form("document", forms=["work_plan"], for_period="2026"))
    assert answer.context["form"].errors["title"] == ["请填写文件名称。"]


def test_choosing_a_form_brings_the_period_that_is_owed(world: World, as_: As) -> None:
    chosen = form("document", forms=["work_plan"], usual_for_period="")
    answer = as_("clerk").post("/entries/seats/?part=forms", chosen)
    assert answer.context["form"]["for_period"].value() == "2026"
    kept = as_("clerk").post("/entries/seats/?part=forms", chosen | {"for_period": "2025"})
    assert kept.context["form"]["for_period"].value() == "2025"


def test_a_report_goes_to_the_unit_above_and_is_titled_by_its_period(world: World, as_: As) -> None:
    shown = (
        as_("clerk").get(NEW, {"kind": "report", "form": "annual_report", "period": "2025"}).context["form"]
    )
    assert (shown["addressee"].value(), shown["for_period"].value()) == ("演示二师党委", "2025")
    values = form("report", forms=["annual_report"], for_period="2025", addressee="演示二师党委")
    as_("clerk").post(NEW, values)
    entry = Entry.objects.get()
    assert (entry.title, entry.details) == ("2025年年度报告", {"addressee": "演示二师党委"})
    assert counted("a18.annual_report", "2025") == 1


def test_the_preview_says_what_is_missing_of_a_paper(world: World, as_: As) -> None:
    values = form("document", forms=["work_plan"], title="计划")
    page = as_("clerk").post("/entries/preview/", values).content.decode()
    assert "将计入 1 项" not in page
    assert (
        "将计入 1 项"
        in as_("clerk").post("/entries/preview/", values | {"for_period": "2026"}).content.decode()
    )


def test_a_company_makes_public_what_it_must(world: World, as_: As) -> None:
    account = Account.objects.create(username="company", name="演示-连经办")
    appointment_grant(
        actor=access.SYSTEM, account=account, role=Role.CLERK, unit=world.units["L"],
        started_on=dt.date(2020, 1, 1),
    )  # fmt: skip
    world.actors["company"] = Actor(account=account, post=access.posts_of(account)[0])
    shown = as_("company").get(NEW, {"kind": "disclosure"}).context["form"]
    assert (shown["matters"].value(), shown["ways"].value()) == (["党务", "连务", "财务"], ["公开栏"])
    page = as_("company").post(
        NEW, form("disclosure", matters=["财务"], ways=["公开栏", "工作群"]), follow=True
    )
    entry = Entry.objects.get()
    assert (entry.details["matters"], counted("a9.1.disclosure", "2026Q3", "L")) == (["财务"], 1)
    assert "公开栏、工作群" in page.content.decode()
    assert as_("company").post(NEW, form("disclosure", ways=["广播"])).status_code == 422


def test_an_inspection_of_several_units_is_a_record_each(world: World, division: Actor, as_: As) -> None:
    shown = as_("division").get(NEW, {"kind": "inspection"}).context["form"]
    assert [unit.code for unit in shown.offered.values()] == ["T", "T2"]
    targets = [str(world.units[code].pk) for code in ("T", "T2")]
    preview = (
        as_("division").post("/entries/preview/", form("inspection", targets=targets)).context["outlook"]
    )
    assert [(line.before, line.after, line.status.value) for line in preview.counted] == [(0, 2, "met")]
    as_("division").post(NEW, form("inspection", targets=targets))
    entry = Entry.objects.get()
    assert {record.target.code for record in entry.records.all() if record.target} == {"T", "T2"}
    assert counted("a19.oversee_regiments", "2026H2", "S") == 2


def test_a_target_is_needed_and_must_be_offered(world: World, division: Actor, as_: As) -> None:
    assert "请至少选择一个被督查单位" in as_("division").post(NEW, form("inspection")).content.decode()
    far = form("inspection", targets=[str(world.units["L"].pk)])
    assert "没有这个单位" in as_("division").post(NEW, far).content.decode()
    assert as_("division").post(NEW, form("inspection", targets=["x\0"])).status_code == 422


def test_a_correction_replaces_each_record_by_that_of_its_target(world: World, division: Actor) -> None:
    def content(*codes: str, **more: Any) -> EntryContent:
        targets = [world.units[code] for code in codes]
        return EntryContent(kind="inspection", occurred_on=dt.date(2026, 9, 18), targets=targets, **more)

    unit = world.units["S"]
    entry = entry_enter(actor=division, unit=unit, content=content("T", "T2"), token=uuid.uuid4())
    draft = entry_correct(actor=division, entry=entry)
    again = entry_enter(
        actor=division, unit=unit, content=content("T2", reason="只督查了一个团。"), token=draft.token,
        entry=draft, version=1,
    )  # fmt: skip
    record = again.records.get()
    assert record.replaces == entry.records.get(target=world.units["T2"])
    assert Record.objects.filter(withdrawn_at=None).count() == 1
    with pytest.raises(Exception, match="不能提交"):
        entry_submit(actor=division, entry=again)


def test_an_assessment_may_name_the_year_before(world: World, division: Actor, as_: As) -> None:
    page = as_("division").get(NEW, {"kind": "assessment", "period": "2025"}).context["form"]
    assert page["for_period"].value() == "2025"
    values = form(
        "assessment", targets=[str(world.units["T"].pk)], for_period="2025", occurred_on="2026-03-01"
    )
    as_("division").post(NEW, values)
    assert counted("a17.assess_regiments", "2025", "S") == 1


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_an_empty_form_of_any_kind_is_refused_at_its_fields_or_kept_as_a_draft(
    world: World, as_: As, kind: str
) -> None:
    empty = form(kind, occurred_on="")
    assert as_("clerk").post(NEW, empty).status_code == 422
    assert Entry.objects.count() == 0
    as_("clerk").post(NEW, empty | {"action": "draft"})
    draft = Entry.objects.get()
    assert draft.kind == kind
    assert as_("clerk").get(reverse("entry-edit", args=[draft.public_id])).status_code == 200
    assert as_("clerk").get(reverse("entry", args=[draft.public_id])).status_code == 200


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_the_preview_of_any_kind_takes_half_a_form(world: World, as_: As, kind: str) -> None:
    for values in (
        {},
        {"occurred_on": "x"},
        {"occurred_on": "2026-09-18", "forms": ["\0"], "targets": ["x"]},
    ):
        answer = as_("clerk").post("/entries/preview/", {"kind": kind} | values)
        assert answer.status_code == 200
        assert as_("clerk").post("/entries/seats/", {"kind": kind} | values).status_code == 200


def test_a_coming_day_is_no_fault_where_it_can_be_planned(world: World, as_: As) -> None:
    values = form(
        "meeting", forms=["leading_group"], leader=str(world.people["书记"].pk), occurred_on="2026-09-30"
    )
    assert "可先列入计划" in as_("clerk").post("/entries/preview/", values).content.decode()
    paper = form("document", forms=["work_plan"], occurred_on="2026-09-30")
    assert "不能晚于今天" in as_("clerk").post("/entries/preview/", paper).content.decode()
