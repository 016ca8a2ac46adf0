"""A second regulation on the pages: chosen in the rulebook, its own words, its own column, forms for its own units."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.test import Client

from duties.models import Rule
from duties.rulebook import XPCC_2023
from duties.selectors.board.columns import columns_of, readings_on
from duties.selectors.board.companies import lowest_kind
from duties.selectors.rules import offered_forms, rule_called
from portal.models import Existence, Role, Unit
from portal.selectors.vocabulary import vocabulary
from tests.access_cast import Cast, make_cast
from tests.access_walk import signed_in
from tests.duties.aimed import YUNZE

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    call_command("load_regulation", XPCC_2023, verbosity=0)
    call_command("load_regulation", YUNZE / "first", "--text", YUNZE / "text.txt", verbosity=0)
    return make_cast()


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


def test_a_code_of_two_regulations_is_the_one_that_binds_the_unit(cast: Cast) -> None:
    other = Rule.objects.get(regulation__code="xpcc-2023", code="a7.2.study")
    other.code = "y3.week"
    other.save()
    found = rule_called("y3.week", unit("station"))
    assert found is not None
    assert found.regulation.code == "yunze-2022"
    assert rule_called("y3.week", unit("division")) == other
