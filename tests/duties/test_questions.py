"""口径答疑: asked by a unit, answered by the office that interprets, published beside the rule, withdrawn before."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from duties.models import Question, Rule
from duties.services.questions import question_answer, question_ask, question_withdraw
from portal.models import Change, Message, Placement
from portal.services.areas import rebuild_areas
from tests.access_walk import signed_in
from tests.duties.office_world import NOW, OfficeWorld, make_office_world
from tests.duties.shared import once

pytestmark = pytest.mark.django_db

MEETINGS = "a8.2.leading_group"
ASK = f"/rulebook/xpcc-2023/{MEETINGS}/ask/"


made = once(make_office_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def browser(world: OfficeWorld, name: str) -> Client:
    account = world.actors[name].account
    assert account is not None
    return signed_in(account)


def asked(world: OfficeWorld, text: str = "演示:合并召开算几次?") -> Question:
    return question_ask(actor=world.actors["clerk"], rule=Rule.objects.get(code=MEETINGS), text=text)


def inbox(world: OfficeWorld, name: str) -> list[str]:
    return [message.title for message in Message.objects.filter(account=world.actors[name].account)]


def test_the_office_is_told_of_a_question_and_the_asker_of_the_answer(world: OfficeWorld) -> None:
    question = asked(world)
    assert inbox(world, "above") == ["演示27团对「领导小组会议」提问,待答复"]
    assert inbox(world, "office") == []
    question_answer(actor=world.actors["above"], question=question, answer="每种会议各计一次。")
    assert inbox(world, "clerk") == ["您对「领导小组会议」的提问已答复"]
    actions = Change.objects.filter(action__startswith="question_").order_by("pk")
    assert [change.action for change in actions] == ["question_ask", "question_answer"]


def test_an_answer_can_be_worded_anew(world: OfficeWorld) -> None:
    question = question_answer(actor=world.actors["above"], question=asked(world), answer="一次。")
    with time_machine.travel(NOW.replace(hour=11), tick=False):
        question_answer(actor=world.actors["above"], question=question, answer="每种会议各计一次。")
    assert Question.objects.get().answer == "每种会议各计一次。"
    assert len(inbox(world, "clerk")) == 2


def test_the_question_of_a_unit_that_stands_under_none_is_read_by_who_answers(world: OfficeWorld) -> None:
    question = asked(world)
    Placement.objects.filter(unit=question.unit).delete()
    rebuild_areas()
    address = f"/questions/{question.public_id}/"
    assert question.text in browser(world, "above").get(address).content.decode()
    assert browser(world, "office").get(address).status_code == 404
    browser(world, "above").post(f"{address}answer/", {"answer": "演示:各计一次。"})
    question.refresh_from_db()
    assert question.state == Question.State.ANSWERED


@pytest.mark.parametrize("name", ["office", "clerk", "approver"])
def test_nobody_else_answers(world: OfficeWorld, name: str) -> None:
    with pytest.raises(PermissionDenied):
        question_answer(actor=world.actors[name], question=asked(world), answer="一次。")


def test_only_units_ask(world: OfficeWorld) -> None:
    with pytest.raises(PermissionDenied):
        question_ask(actor=world.actors["office"], rule=Rule.objects.get(code=MEETINGS), text="?")


@pytest.mark.parametrize("text", ["", " \r\n ", "长" * 501])
def test_words_are_asked_for(world: OfficeWorld, text: str) -> None:
    with pytest.raises(ValidationError, match="请填写问题"):
        asked(world, text)
    page = browser(world, "clerk").post(ASK, {"text": text})
    assert page.status_code == 422
    assert not Question.objects.exists()


def test_withdrawn_before_it_is_answered_and_not_after(world: OfficeWorld) -> None:
    question = asked(world)
    with pytest.raises(PermissionDenied):
        question_withdraw(actor=world.actors["above"], question=question)
    question_withdraw(actor=world.actors["official"], question=question)
    with pytest.raises(ValidationError, match="撤回"):
        question_answer(actor=world.actors["above"], question=question, answer="一次。")
    answered = question_answer(actor=world.actors["above"], question=asked(world), answer="一次。")
    with pytest.raises(ValidationError, match="已答复"):
        question_withdraw(actor=world.actors["clerk"], question=answered)


def test_the_way_of_a_question_through_the_pages(world: OfficeWorld) -> None:
    clerk, office, other = (browser(world, name) for name in ("clerk", "above", "aside"))
    assert ASK in clerk.get("/rulebook/8/").content.decode()
    page = clerk.post(ASK, {"text": "演示:合并召开算几次?"})
    path = page["Location"]
    assert "撤回提问" in clerk.get(path).content.decode()
    assert other.get(path).status_code == 404
    assert "答复并公布" in office.get(path).content.decode()
    assert office.post(f"{path}answer/", {"answer": " "}).status_code == 422
    office.post(f"{path}answer/", {"answer": "每种会议各计一次。"})
    text = other.get("/rulebook/8/").content.decode()
    assert "答疑(1)" in text
    assert "每种会议各计一次。" in text
    assert "演示27团" not in other.get(path).content.decode()
    assert "不公布" in other.get("/questions/").content.decode()
    assert (
        "演示27团"
        in office.get("/questions/?state=answered&regulation=xpcc-2023&rule=" + MEETINGS).content.decode()
    )
    assert "没有提问" in other.get("/questions/?state=asked").content.decode()
    assert clerk.post(f"{path}withdraw/", follow=True).status_code == 200


def test_the_list_takes_as_many_queries_for_few_as_for_many(
    world: OfficeWorld, django_assert_max_num_queries: object
) -> None:
    for number in range(4):
        asked(world, f"演示:问题{number}")
    client = browser(world, "above")
    client.get("/questions/")
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        client.get("/questions/")
