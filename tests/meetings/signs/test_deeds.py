"""Answering and closing questions, setting thresholds: who may, what is refused, what is kept."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from meetings.models import Sign, SignKind, SignState
from meetings.services.sign_limits import thresholds
from meetings.services.signs import sign_answer, sign_close, thresholds_set
from meetings.sign_access import visible_signs
from portal import clock
from portal.models import Change
from tests.meetings.signs.cases import entry_of
from tests.meetings.world import World


def _sign(world: World, *units: str) -> Sign:
    sign = Sign.objects.create(
        kind=SignKind.MINUTES, key="minutes:1-2", found_at=clock.now(), detail={"common": 92}
    )
    sign.entries.set([entry_of(world.units[unit], world.actors["clerk"].account) for unit in units])
    return sign


def test_it_is_answered_when_every_unit_has_answered(world: World) -> None:
    sign = _sign(world, "T", "T2")
    sign_answer(actor=world.actors["clerk"], sign=sign, text="同一议题分两次研究。")
    sign.refresh_from_db()
    assert sign.state == SignState.OPEN
    sign_answer(actor=world.actors["stranger"], sign=sign, text="参照27团格式。")
    sign.refresh_from_db()
    assert sign.state == SignState.ANSWERED


def test_an_answer_said_again_replaces_the_former_and_both_are_logged(world: World) -> None:
    sign = _sign(world, "T")
    for text in ("有误。", "已更正。"):
        sign_answer(actor=world.actors["clerk"], sign=sign, text=text)
    assert [answer.text for answer in sign.answers.all()] == ["已更正。"]
    assert Change.objects.filter(action="sign_answer").count() == 2


@pytest.mark.parametrize("name", ["stranger", "member", "office", "auditor"])
def test_nobody_else_answers(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        sign_answer(actor=world.actors[name], sign=_sign(world, "T"), text="说明。")


def test_the_office_closes_with_a_note_and_then_nothing_more_is_said(world: World) -> None:
    sign = _sign(world, "T")
    with pytest.raises(ValidationError, match="请写明核对结果"):
        sign_close(actor=world.actors["office"], sign=sign, note=" ")
    closed = sign_close(actor=world.actors["office"], sign=sign, note="确为两次会议。")
    assert (closed.state, closed.note) == (SignState.CLOSED, "确为两次会议。")
    with pytest.raises(ValidationError, match="已关闭"):
        sign_answer(actor=world.actors["clerk"], sign=sign, text="说明。")


@pytest.mark.parametrize("name", ["clerk", "secretary", "foreign_office", "auditor"])
def test_nobody_else_closes(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        sign_close(actor=world.actors[name], sign=_sign(world, "T"), note="属实。")


def test_it_is_seen_by_the_units_concerned_and_the_offices_above_them(world: World) -> None:
    _sign(world, "T")
    seeing = [name for name, actor in world.actors.items() if visible_signs(actor).exists()]
    assert sorted(seeing) == ["clerk", "colleague", "head", "office", "secretary"]


def test_the_office_at_the_top_sets_thresholds_with_a_reason(world: World) -> None:
    office = world.actors["office"]
    assert thresholds_set(actor=office, values={"late_days": 60}, reason="农忙。") == 1
    assert thresholds()["late_days"] == 60
    assert Change.objects.get(action="signs_threshold").before == {"late_days": 30}
    with pytest.raises(ValidationError, match="8至365"):
        thresholds_set(actor=office, values={"late_days": 1}, reason="农忙。")
    with pytest.raises(PermissionDenied):
        thresholds_set(actor=world.actors["foreign_office"], values={"late_days": 60}, reason="农忙。")
