"""A survey from drawing up to results: codes once, sheets as counts, nothing of a person, nothing before the end."""

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessment.facts.asked import Asked, Line
from assessment.facts.survey import facts
from assessment.models import Survey, SurveyCode, SurveyCount, SurveyDay
from assessment.scoring.kinds import Kind
from assessment.selectors.surveys import survey_results
from assessment.services.surveys import codes_print, sheet_answer, survey_save
from portal.models import Access, Change
from tests.access_walk import signed_in
from tests.duties.office_world import NOW, OfficeWorld, make_fresh_world
from tests.duties.shared import once

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
AFTER = NOW + dt.timedelta(days=10)
ASKED: dict[str, Any] = {
    "title": "2026年度认可度调查",
    "year": 2026,
    "opens_on": TODAY,
    "closes_on": TODAY + dt.timedelta(days=9),
    "questions": ["总体成效是否满意?", "公开是否满意?"],
}

made = once(make_fresh_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def draw_up(world: OfficeWorld, **values: Any) -> Survey:
    return survey_save(
        actor=world.actors["office"],
        survey=None,
        units=[world.units["团"], world.units["邻"]],
        **(ASKED | values),
    )


def codes(world: OfficeWorld, survey: Survey, number: int, unit: str = "团") -> list[str]:
    asked = survey.units.get(unit=world.units[unit])
    return codes_print(actor=world.actors["office"], asked=asked, number=number)


def test_sheets_become_counts_and_results_wait_for_the_end(world: OfficeWorld) -> None:
    survey = draw_up(world)
    printed = codes(world, survey, 12)
    for place, code in enumerate(printed):
        sheet_answer(typed=code, answers={0: 0 if place < 9 else 3, 1: 4})
    for code in codes(world, survey, 9, "邻"):
        sheet_answer(typed=code, answers={0: 3, 1: 3})
    assert survey_results(survey) == {}
    with time_machine.travel(AFTER, tick=False):
        found = survey_results(survey)
    assert set(found) == {world.units["团"].pk}
    result = found[world.units["团"].pk]
    assert (result.n, result.satisfied) == (12, pytest.approx(9 / 12))
    assert SurveyDay.objects.get(asked__unit=world.units["团"]).number == 12


def test_no_row_holds_one_sheet_or_a_person(world: OfficeWorld) -> None:
    survey = draw_up(world)
    [code] = codes(world, survey, 1)
    written = (Change.objects.count(), Access.objects.count())
    sheet_answer(typed=code, answers={0: 1, 1: 2})
    assert (Change.objects.count(), Access.objects.count()) == written
    assert list(SurveyCode.objects.values_list("used", flat=True)) == [True]
    assert not SurveyCode.objects.filter(digest__contains=code).exists()
    tables = [
        model
        for model in apps.get_app_config("assessment").get_models()
        if "survey" in model.__name__.lower()
    ]
    kept = {field.name for model in tables for field in model._meta.get_fields() if not field.is_relation}
    assert kept & {"at", "address", "ip", "account", "session", "text", "answer"} == set()
    assert set(SurveyCount.objects.values_list("question", "option", "number")) == {(0, 1, 1), (1, 2, 1)}


def test_a_code_serves_once_and_only_while_open(world: OfficeWorld) -> None:
    survey = draw_up(world)
    first, second = codes(world, survey, 2)
    with pytest.raises(ValidationError) as missing:
        sheet_answer(typed=first, answers={0: 1})
    assert list(missing.value.message_dict) == ["answer-1"]
    sheet_answer(typed=first, answers={0: 1, 1: 1})
    for typed in (first, "", "AAAA BBBB CCCC DDDD"):
        with pytest.raises(ValidationError, match="已经用过"):
            sheet_answer(typed=typed, answers={0: 1, 1: 1})
    with time_machine.travel(AFTER, tick=False), pytest.raises(ValidationError, match="答卷时间"):
        sheet_answer(typed=second, answers={0: 1, 1: 1})


def test_after_printing_only_the_last_day_moves_and_after_the_end_nothing(world: OfficeWorld) -> None:
    survey, office = draw_up(world), world.actors["office"]
    codes(world, survey, 1)
    same = {"actor": office, "survey": survey, "units": [world.units["团"], world.units["邻"]]}
    with pytest.raises(ValidationError, match="只能改截止日"):
        survey_save(**same, version=1, **(ASKED | {"questions": ["别的?"]}))
    later = ASKED | {"closes_on": TODAY + dt.timedelta(days=12)}
    survey_save(**same, version=1, **later)
    with pytest.raises(ValidationError, match="刚被别人修改"):
        survey_save(**same, version=1, **later)
    with time_machine.travel(NOW + dt.timedelta(days=13), tick=False):
        with pytest.raises(ValidationError, match="已结束"):
            survey_save(**same, version=2, **(ASKED | {"closes_on": TODAY + dt.timedelta(days=30)}))
        with pytest.raises(ValidationError, match="已结束"):
            codes(world, survey, 1)


def test_only_an_office_asks_and_only_its_own_area(world: OfficeWorld) -> None:
    with pytest.raises(ValidationError, match="本辖区"):
        survey_save(actor=world.actors["office"], survey=None, units=[world.units["兵"]], **ASKED)
    with pytest.raises(PermissionDenied):
        survey_save(actor=world.actors["official"], survey=None, units=[world.units["团"]], **ASKED)
    with pytest.raises(PermissionDenied):
        codes_print(actor=world.actors["above"], asked=draw_up(world).units.all()[0], number=1)


def test_an_assessment_reads_the_survey_that_is_over(world: OfficeWorld) -> None:
    survey = draw_up(world)
    for code in codes(world, survey, 10):
        sheet_answer(typed=code, answers={0: 0, 1: 4})
    unit, other = world.units["团"].pk, world.units["邻"].pk
    asked = Asked([Line(1, Kind.SURVEY, None)], [unit, other], world.units["师"].pk, 2026, TODAY)  # type: ignore[arg-type]
    assert facts(asked)[1, unit].absent == "没有已结束的认可度调查"
    with time_machine.travel(AFTER, tick=False):
        found = facts(asked)
    assert found[1, unit].numbers == {"n": 10, "satisfied": 100, "margin": 0}
    assert found[1, other].absent == "有效答卷不足 10 份"


def client(world: OfficeWorld, name: str) -> Client:
    account = world.actors[name].account
    assert account is not None
    return signed_in(account)


def test_from_the_form_to_the_slips_to_an_answer_to_the_table(world: OfficeWorld) -> None:
    office = client(world, "office")
    form = ASKED | {"questions": "总体?\n公开?", "units": [str(world.units["团"].public_id)]}
    assert office.post(reverse("survey-new"), form | {"units": []}).status_code == 422
    assert office.post(reverse("survey-new"), form).status_code == 302
    survey = Survey.objects.get()
    slips = office.post(
        reverse("survey-codes", args=[survey.public_id, world.units["团"].public_id]), {"number": 9}
    )
    with pikepdf.open(BytesIO(slips.getvalue())) as paper:
        assert len(paper.pages) == 2
    [code] = codes(world, survey, 1)
    phone, page = Client(), reverse("survey-answer")
    wrong = phone.post(page, {"code": "1234"})
    assert wrong.status_code == 422
    assert "核对答卷纸" in wrong.text
    assert "1. 总体?" in phone.post(page, {"code": code}).text
    left_out = phone.post(page, {"code": code, "sheet": "1", "answer-0": "0"})
    assert left_out.status_code == 422
    done = phone.post(page, {"code": code, "sheet": "1", "answer-0": "0", "answer-1": "1"})
    assert "答卷已收到" in done.text
    assert phone.cookies == {}
    assert phone.post(page, {"code": code, "sheet": "1", "answer-0": "0", "answer-1": "1"}).status_code == 422
    with time_machine.travel(AFTER, tick=False):
        assert "不足10份" in client(world, "official").get(reverse("survey", args=[survey.public_id])).text
        book = client(world, "office").get(reverse("survey-export", args=[survey.public_id]))
    rows = list(load_workbook(BytesIO(book.getvalue())).active.values)  # type: ignore[union-attr]
    assert rows[2][:4] == ("演示27团", 10, 1, "不足10份,不显示")
