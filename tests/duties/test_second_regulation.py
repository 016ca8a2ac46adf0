"""A second regulation on the pages: chosen in the rulebook, its own words, its own column, forms for its own units."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.test import Client

from duties.ledger.reconcile import reconcile
from duties.models import Alert, Question, Reading, Regulation, Rule
from duties.rulebook import XPCC_2023
from duties.selectors.alerts import cell_url
from duties.selectors.board.columns import columns_of, readings_on
from duties.selectors.board.companies import lowest_kind
from duties.selectors.ledger import answering_people, ledger, obligations_of_person
from duties.selectors.rules import offered_forms, rule_called
from duties.services.alerts import flag_overdue
from portal import clock
from portal.models import Account, Existence, Person, Role, Tenure, Unit
from portal.selectors.vocabulary import vocabulary
from tests.access_cast import Cast, make_cast
from tests.access_walk import signed_in
from tests.duties.aimed import YUNZE
from tests.duties.shared import once

pytestmark = pytest.mark.django_db


def make_readers() -> Cast:
    """One of each role before two rulebooks."""
    call_command("load_regulation", XPCC_2023, verbosity=0)
    call_command("load_regulation", YUNZE / "first", "--text", YUNZE / "text.txt", verbosity=0)
    return make_cast()


made = once(make_readers)


@pytest.fixture
def cast(made: Cast, db: None) -> Cast:
    return made


def unit(kind: str) -> Unit:
    made = Unit.objects.create(code=f"演示{kind}", name="演示站", kind=kind)
    Existence.objects.create(unit=made)
    return made


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_rulebook_page_chooses_the_regulation(cast: Cast) -> None:
    client = signed_in(cast.accounts[Role.OFFICE])
    first = page(client, "/rulebook/")
    assert "<h1>新疆生产建设兵团" in first
    assert "/rulebook/?regulation=yunze-2022" in first
    second = page(client, "/rulebook/?regulation=yunze-2022")
    assert "<h1>云泽河湖巡护责任办法" in second
    assert 'href="/rulebook/3/?regulation=yunze-2022#y3.week"' in second
    assert "管护站" in second
    third = page(client, "/rulebook/3/?regulation=yunze-2022")
    assert "管护站每周至少组织" in third
    assert 'href="/rulebook/4/?regulation=yunze-2022"' in third
    assert client.get("/rulebook/?regulation=none").status_code == 404


def test_a_unit_is_offered_the_forms_of_the_regulations_that_bind_it(cast: Cast) -> None:
    words = vocabulary()
    offered = [word.code for word in offered_forms(unit("station"), "patrol", words)]
    assert offered == ["on_foot", "by_boat", "by_night"]
    forms = [word.code for word in offered_forms(unit("department"), "report", words)]
    assert forms == ["annual_report", "half_year_report", "plenum_report", "evaluation"]
    assert [word.code for word in offered_forms(unit("bank_group"), "report", words)] == ["half_year_report"]


def test_the_board_keeps_the_regulations_apart(cast: Cast) -> None:
    words = vocabulary()
    regulation_of = dict(Rule.objects.values_list("pk", "regulation__code"))
    for column in columns_of(readings_on(dt.date(2025, 6, 30)), words):
        assert len({regulation_of[rule] for rule in column.rules}) == 1
    assert [lowest_kind(words, kind) for kind in ("corps", "basin", "company")] == [
        "company", "bank_group", "company",
    ]  # fmt: skip


@pytest.fixture
def namesakes(cast: Cast) -> tuple[Rule, Rule]:
    """A rule of each regulation with the same code, borne by the same kind of unit in the same periods."""
    one = Rule.objects.get(regulation__code="xpcc-2023", code="a9.1.tasks")
    other = Rule.objects.get(regulation__code="yunze-2022", code="y3.week")
    Rule.objects.filter(pk=other.pk).update(code=one.code)
    Reading.objects.filter(rule=other).update(units=["company"], period="year", title="演示巡护")
    reconcile()
    return one, Rule.objects.get(pk=other.pk)


def test_a_code_of_two_regulations_is_told_apart(namesakes: tuple[Rule, Rule]) -> None:
    code = namesakes[0].code
    assert (rule_called("xpcc-2023", code), rule_called("yunze-2022", code)) == namesakes
    assert rule_called("yunze-2022", "a8.2.study") is None


def test_cells_notices_and_lists_of_namesakes_have_their_own_addresses(
    cast: Cast, namesakes: tuple[Rule, Rule]
) -> None:
    client, company = signed_in(cast.accounts[Role.OFFICE]), cast.units["below"]
    for rule, title in zip(namesakes, ("确定年度重点任务", "演示巡护"), strict=True):
        cell = cell_url(ledger().get(unit=company, rule=rule, period="2024"))
        shown = page(client, cell)
        assert f"演示below {title}" in shown
        asked = f"regulation={rule.regulation.code}&rule={rule.code}&period=2024"
        assert asked.replace("&", "&amp;") in shown
        assert f'href="{cell}"' in page(client, f"/supervision/new/?unit={company.public_id}&{asked}")
        assert client.get(f"/board/bearers/?{asked}")["Location"] == cell


def test_questions_of_namesakes_are_kept_apart(cast: Cast, namesakes: tuple[Rule, Rule]) -> None:
    asked = {"unit": cast.units["own"], "asked_by": cast.accounts[Role.CLERK], "asked_at": clock.now()}
    for rule in namesakes:
        Question.objects.create(rule=rule, text=f"演示问{rule.regulation.code}", **asked)
    client = signed_in(cast.accounts[Role.OFFICE])
    listed = page(client, f"/questions/?regulation=yunze-2022&rule={namesakes[1].code}")
    assert "演示问yunze-2022" in listed
    assert "演示问xpcc-2023" not in listed


def test_who_answers_goes_by_the_vocabulary_of_the_rules_own_regulation(cast: Cast) -> None:
    """The same kind of unit, and other roles that answer for it in each regulation."""
    other = Regulation.objects.get(code="yunze-2022")
    other.vocabulary["answer_for"]["regiment"] = ["warden"]
    other.save()
    mine = Rule.objects.get(regulation__code="xpcc-2023", code="a8.1.plan")
    theirs = Rule.objects.get(regulation=other, code="y3.week")
    Reading.objects.filter(rule=theirs).update(units=["regiment"], period="year")
    people = {}
    for role in ("party_secretary", "warden"):
        people[role] = Person.objects.create(code=role, name=f"演示-{role}")
        Tenure.objects.create(
            ref=role, unit=cast.units["own"], role=role, person=people[role], started_on=dt.date(2024, 1, 1)
        )
    reconcile()
    rows = {rule: ledger().get(unit=cast.units["own"], rule=rule, period="2025") for rule in (mine, theirs)}
    told = answering_people(list(rows.values()))
    assert told[rows[mine].pk] == [people["party_secretary"]]
    assert told[rows[theirs].pk] == [people["warden"]]
    for rule, role in ((mine, "party_secretary"), (theirs, "warden")):
        answered = {line.obligation.rule_id for line in obligations_of_person(people[role])}
        assert rule.pk in answered
        assert answered.isdisjoint({mine.pk, theirs.pk} - {rule.pk})
        account = Account.objects.create(username=f"t-{role}", name="演示", person=people[role])
        flag_overdue()
        alerted = set(Alert.objects.filter(account=account).values_list("rule", flat=True))
        assert rule.pk in alerted
        assert alerted.isdisjoint({mine.pk, theirs.pk} - {rule.pk})
