"""Searching a small corps: what is found, in which order, by whom, and that the index follows every write."""

import datetime as dt
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duties.models import Record
from meetings.services.contents import DecisionLine
from meetings.services.entries import entry_save
from meetings.services.settling import entry_withdraw
from portal import clock, registry
from portal.access import SYSTEM, Actor
from portal.models import Change, Person, Role, SearchEntry, Tenure, Unit
from portal.search.plain import typed_words
from portal.selectors.search import LATEST, Hit, Wanted, search
from portal.services.facts import fact_change
from portal.services.people import person_add, person_change
from portal.services.reorganisation import unit_abolish
from portal.services.search_rebuild import Pair, _write, search_check, search_rebuild
from portal.services.structure import tree_fact_add, unit_found
from tests.meetings.conftest import As
from tests.meetings.world import World, content, entered
from tests.portal.desk import account_at

DAY = dt.date(2020, 1, 1)


@pytest.fixture
def world(world: World) -> World:
    """The world, indexed as after a write in bulk."""
    search_rebuild()
    return world


def hits(actor: Actor, typed: str, kind: str = "", **more: object) -> list[Hit]:
    """All that the actor finds, in order."""
    groups = search(actor, Wanted(typed_words(typed), kind, **more), each=50)  # type: ignore[arg-type]
    return [hit for group in groups for hit in group.hits]


def titles(actor: Actor, typed: str, kind: str = "", **more: object) -> list[str]:
    return ["".join(part for part, _ in hit.title) for hit in hits(actor, typed, kind, **more)]


def seat(unit: Unit, name: str, role: str = "deputy", title: str = "副团长") -> Tenure:
    person = person_add(actor=SYSTEM, person=Person(code=uuid.uuid4().hex, name=name))
    fact = Tenure(
        ref=uuid.uuid4().hex, unit=unit, role=role, person=person, title=title, started_on=DAY, several=True
    )
    return tree_fact_add(actor=SYSTEM, fact=fact, unit=unit)


@pytest.mark.parametrize(
    "typed", ["27团", "演示27", "团", "yanshi27tuan", "ys27t", "27t", "YS27", "shi27tu", "演示 27", "T"]
)
def test_a_unit_is_found_by_its_characters_pinyin_initials_and_code(world: World, typed: str) -> None:
    assert "演示27团" in titles(world.actors["office"], typed, "unit")


@pytest.mark.parametrize("typed", ["anshi27", "27团2", "28团27", "演示团", "tuan27"])
def test_what_is_not_there_is_not_found(world: World, typed: str) -> None:
    assert titles(world.actors["office"], typed, "unit") == []


@pytest.mark.parametrize(
    "typed", ["单乐", "演示单乐", "danle", "shanyue", "yanshishanle", "sy", "副团长 单乐", "27团 单"]
)
def test_an_official_is_found_by_every_reading_and_by_the_seat(world: World, typed: str) -> None:
    seat(world.unit, "演示-单乐")
    assert titles(world.actors["office"], typed, "person") == ["演示-单乐"]


def test_the_exact_name_stands_first_then_beginnings_then_pinyin_then_initials_then_texts(
    world: World,
) -> None:
    for name in ("演示会长", "会长办公室", "会长", "绘长科", "河场"):
        unit_found(
            actor=SYSTEM, code=name, kind="department", name=name, started_on=DAY, parent=world.units["S"]
        )
    office = world.actors["office"]
    assert titles(office, "会长", "unit") == ["会长", "会长办公室", "演示会长"]
    assert titles(office, "huizhang", "unit") == ["会长", "绘长科", "会长办公室", "演示会长"]
    assert titles(office, "hc", "unit")[0] == "会长"


def test_the_own_unit_stands_first(world: World) -> None:
    assert titles(world.actors["foreign_office"], "演示", "unit")[0] == "演示28团"
    assert titles(world.actors["office"], "演示", "unit")[0] == "演示二师"


def test_the_latest_stands_first(world: World) -> None:
    for day in (3, 17, 9):
        entered(world, occurred_on=dt.date(2026, 9, day), title="演示碰头会")
    days = [hit.day.day for hit in hits(world.actors["office"], "碰头会", "entry") if hit.day]
    assert days == [17, 9, 3]


def test_a_number_is_not_the_end_of_another(world: World) -> None:
    unit_found(
        actor=SYSTEM, code="T127", kind="regiment", name="演示127团", started_on=DAY, parent=world.units["S"]
    )
    assert titles(world.actors["office"], "27团", "unit") == ["演示27团", "演示27团1连", "演示127团"]


def test_a_longer_word_is_found_as_a_whole(world: World) -> None:
    entered(world, title="演示甲乙丙会", minutes="乙丙丁戊和甲乙丙丁庚")
    office = world.actors["office"]
    assert titles(office, "甲乙丙丁庚", "entry") == ["演示甲乙丙会"]
    assert titles(office, "甲乙丙丁戊", "entry") == []


def test_an_entry_is_found_by_what_was_decided_and_said(world: World) -> None:
    entered(
        world, title="演示会", minutes="听取节水灌溉情况", decisions=[DecisionLine("补种防护林", world.unit)]
    )
    office = world.actors["office"]
    assert titles(office, "防护林 节水", "entry") == ["演示会"]
    assert ("节水", True) in hits(office, "节水", "entry")[0].excerpt


def test_articles_and_rules_are_found_by_number_and_words(world: World) -> None:
    member = world.actors["member"]
    assert titles(member, "第8条", "article") == ["第八条"] == titles(member, "dibatiao", "article")
    assert "领导小组会议" in titles(member, "ldxzhy", "rule")
    assert hits(member, "领导小组会议", "rule")[0].url.startswith("/rulebook/")


def test_a_list_goes_on_where_it_ended(world: World) -> None:
    office = world.actors["office"]
    whole = hits(office, "演示", "unit")
    wanted, after, found = Wanted(["演示"], "unit"), (), []
    while True:
        group = search(office, wanted, each=2, after=after)[0]
        found += group.hits
        if not group.more:
            break
        after = group.hits[-1].place
    assert found == whole
    assert len(whole) == 4


def test_of_very_many_the_latest_are_put_in_order(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.selectors.search.LATEST", 2)
    for day in (3, 9, 17):
        entered(world, occurred_on=dt.date(2026, 9, day), title="演示碰头会")
    assert len(titles(world.actors["office"], "碰头会", "entry")) == 2 < LATEST


def test_one_year_and_the_own_unit_can_be_chosen(world: World) -> None:
    entered(world, title="演示碰头会")
    office, clerk = world.actors["office"], world.actors["clerk"]
    assert titles(office, "碰头会", "entry", year=2025) == []
    assert titles(office, "碰头会", "entry", own=True) == []
    assert titles(clerk, "碰头会", "entry", own=True, year=2026) == ["演示碰头会"]


def sibling(world: World) -> Actor:
    """The office of another division, all of whose things say 邻师."""
    division = unit_found(
        actor=SYSTEM, code="S9", kind="division", name="演示邻师", started_on=DAY, parent=None
    )
    regiment = unit_found(
        actor=SYSTEM, code="T9", kind="regiment", name="演示邻师团", started_on=DAY, parent=division
    )
    seat(regiment, "演示-邻师官")
    Record.objects.create(
        ref="r9", unit=regiment, kind="meeting", forms=["leading_group"], occurred_on=dt.date(2026, 3, 1),
        title="演示邻师会", state="confirmed", registered_at=clock.now(),
    )  # fmt: skip
    search_rebuild()
    return account_at(division, Role.OFFICE, "office9")


def test_nothing_of_a_sibling_division_is_found(world: World) -> None:
    theirs = sibling(world)
    assert {hit.kind for hit in hits(theirs, "邻师")} == {"unit", "person", "record"}
    for name, actor in world.actors.items():
        assert hits(actor, "邻师") == [], name
        assert hits(actor, "linshi") == [], name
    assert "演示27团" not in titles(theirs, "演示")


def test_reading_reaches_as_far_as_on_the_pages(world: World) -> None:
    clerk, office = world.actors["clerk"], world.actors["office"]
    assert titles(clerk, "演示", "unit") == ["演示27团"]
    assert titles(office, "演示", "unit") == ["演示二师", "演示27团", "演示28团", "演示27团1连"]
    assert titles(world.actors["stranger"], "负责人", "person") == ["演示-外人"]


def test_a_draft_is_found_by_its_own_clerks_alone(world: World) -> None:
    clerk = world.actors["clerk"]
    draft = content(world, title="演示未成稿")
    entry_save(actor=clerk, unit=world.unit, content=draft, token=uuid.uuid4())
    finding = {name for name, actor in world.actors.items() if titles(actor, "未成稿")}
    assert finding == {"clerk", "colleague"}


def test_what_was_withdrawn_is_found_and_says_so(world: World) -> None:
    entry = entered(world, title="演示撤回会")
    entry_withdraw(actor=world.actors["clerk"], entry=entry, reason="演示")
    (hit,) = hits(world.actors["office"], "撤回会")
    assert (hit.kind, "已撤回" in hit.note) == ("entry", True)
    assert hits(world.actors["stranger"], "撤回会") == []


def test_a_record_of_an_entry_is_found_once(world: World) -> None:
    entered(world, title="演示碰头会")
    search_rebuild()
    assert [hit.kind for hit in hits(world.actors["office"], "碰头会")] == ["entry"]
    assert not SearchEntry.objects.filter(kind="record").exists()


def test_who_left_a_seat_is_found_no_more(world: World) -> None:
    assert titles(world.actors["office"], "前任", "person") == []
    held = seat(world.unit, "演示-离任")
    assert titles(world.actors["office"], "离任", "person") == ["演示-离任"]
    fact_change(actor=SYSTEM, fact=held, unit=world.unit, ended_on=dt.date(2026, 9, 1))
    assert titles(world.actors["office"], "离任", "person") == []


def test_an_abolished_unit_is_found_no_more(world: World) -> None:
    unit_abolish(actor=SYSTEM, day=dt.date(2026, 9, 20), unit=world.units["L"], reason="演示")
    assert titles(world.actors["office"], "1连", "unit") == []


def test_the_index_follows_a_new_name(world: World) -> None:
    held = seat(world.unit, "演示-改名前")
    person_change(actor=SYSTEM, person=held.person, name="演示-改名后")
    assert titles(world.actors["office"], "改名", "person") == ["演示-改名后"]
    assert search_check().total == 0


def test_an_administrator_and_an_account_without_a_post_find_nothing(world: World) -> None:
    admin = account_at(world.unit, Role.SYSTEM_ADMIN, "xitong")
    assert hits(admin, "演示") == [] == hits(Actor(admin.account, None), "演示")


def test_index_and_sources_agree_after_writes_and_are_compared(world: World) -> None:
    entered(world, title="演示碰头会")
    sibling(world)
    assert search_check().total == 0
    SearchEntry.objects.filter(kind="unit").first().delete()  # type: ignore[union-attr]
    SearchEntry.objects.filter(kind="person").update(digest=0)
    SearchEntry.objects.create(
        kind="entry", ref=10**9, title="无", url="/", names=" 无 ", words="'无'", digest=1
    )
    found = search_check()
    assert (found.added, found.changed > 3, found.removed) == (1, True, 1)
    with pytest.raises(CommandError, match="不一致"):
        call_command("search_index", "--check")
    said = StringIO()
    call_command("search_index", stdout=said)
    assert "已补正" in said.getvalue()
    assert search_check().total == 0


def test_who_wrote_meanwhile_is_not_overwritten(world: World) -> None:
    """What a rebuild read before somebody's write loses against the write."""
    source = next(each for each in registry.search_sources() if each.kind == "unit")
    stale = SearchEntry.objects.get(kind="unit", title="演示27团")
    rows = list(source.rows([world.unit.pk]))
    SearchEntry.objects.filter(pk=stale.pk).update(title="演示新名", digest=stale.digest + 1)
    _write(
        source, [Pair(world.unit.pk, rows[0], stale.digest), Pair(world.unit.pk, rows[0], None)], write=True
    )
    assert SearchEntry.objects.get(pk=stale.pk).title == "演示新名"


def test_searching_takes_one_query_and_leaves_no_trace(world: World) -> None:
    office, before = world.actors["office"], Change.objects.count()
    with CaptureQueriesContext(connection) as captured:
        hits(office, "演示 团")
    assert len(captured) == 1
    assert Change.objects.count() == before


def test_the_page_shows_groups_and_goes_on(world: World, as_: As) -> None:
    entered(world, title="演示碰头会")
    page = as_("office").get("/search/", {"q": "ys"})
    text = page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "<mark>演示</mark>27团" in text
    assert "演示碰头会" in text or "碰头会" in text
    assert as_("office").get("/search/", {"q": "没有的"}).content.decode().count("没有找到") == 1
    assert "可以这样找" in as_("office").get("/search/").content.decode()


def test_a_kind_is_listed_page_by_page(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.views.search.OF_ONE", 3)
    client = as_("office")
    page = client.get("/search/", {"q": "演示", "kind": "unit"})
    place = page.context["groups"][0].last
    rest = client.get(
        "/search/", {"q": "演示", "kind": "unit", "after": place}, headers={"HX-Request": "true"}
    )
    assert rest.content.decode().count('class="hit"') == 1
    assert "<html" not in rest.content.decode()
    whole = client.get("/search/", {"q": "演示", "kind": "unit", "after": place})
    assert "回到开头" in whole.content.decode()


@pytest.mark.parametrize(
    "query",
    ["q=%27%5C%22%3A*%26%7C!()", "q=%00团", "q=" + "演" * 500, "q=演示&kind=none&scope=x&year=abc", "q=演示&after=1.2",
     "q=演示&kind=unit&after=9.9.9.9.99999999999999999", "q=演示&kind=unit&after=%EF%BC%91.1.1.1.1", "q=%F0%A0%AE%B7"],
)  # fmt: skip
def test_whatever_is_asked_is_answered(world: World, as_: As, query: str) -> None:
    for path in ("/search/", "/search/box/"):
        assert as_("office").get(f"{path}?{query}").status_code == 200


def test_the_box_offers_pages_and_what_the_post_may_begin(world: World, as_: As) -> None:
    clerk = as_("clerk").get("/search/box/").content.decode()
    office = as_("office").get("/search/box/").content.decode()
    assert "登记会议" in clerk
    assert "拟督办通知单" not in clerk
    assert "拟督办通知单" in office
    assert "登记会议" not in office
    assert 'href="/entries/new/?kind=meeting"' in clerk


@pytest.mark.parametrize("typed", ["规则", "guizeku", "gzk"])
def test_a_page_is_found_by_its_name(world: World, as_: As, typed: str) -> None:
    assert 'href="/rulebook/"' in as_("clerk").get("/search/box/", {"q": typed}).content.decode()


def test_the_box_says_when_nothing_fits(world: World, as_: As) -> None:
    lines = as_("clerk").get("/search/box/", {"q": "没有的"}).content.decode()
    assert "没有找到" in lines
    assert 'data-number="0"' in lines


def test_records_that_are_drafts_are_not_indexed(world: World) -> None:
    sibling(world)
    Record.objects.filter(title="演示邻师会").update(state="draft")
    search_rebuild()
    assert not SearchEntry.objects.filter(title="演示邻师会").exists()
