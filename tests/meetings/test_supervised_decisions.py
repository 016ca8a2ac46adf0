"""A decision that nobody carried out is put under supervision: the button, the notice, and what closing it shows."""

import datetime as dt

import pytest
from django.urls import reverse

from duties.models import SupervisionItem
from duties.selectors.supervision.items import readable_item_or_404, standing_of
from meetings.models import Decision
from meetings.services.contents import DecisionLine
from meetings.services.decisions import decision_close
from portal.selectors.documents import paper_of
from tests.meetings.conftest import As
from tests.meetings.world import World, entered

YESTERDAY, LATER = dt.date(2026, 9, 19), dt.date(2026, 9, 30)


def decided(world: World, due_on: dt.date | None = YESTERDAY) -> Decision:
    line = DecisionLine("三季度内拨付项目资金。", world.unit, due_on=due_on)
    return entered(world, decisions=[line]).decisions.get()


def address(decision: Decision) -> str:
    return f"{reverse('supervision-new')}?matter=decision:{decision.key}"


def supervised(as_: As, decision: Decision) -> SupervisionItem:
    form = as_("office").get(address(decision)).context["form"]
    values = {name: form.initial.get(name, "") for name in form.fields}
    sent = as_("office").post(
        reverse("supervision-new"),
        {name: str(value or "") for name, value in values.items()} | {"matter": f"decision:{decision.key}"},
    )
    assert sent.status_code == 302
    return SupervisionItem.objects.get()


def test_an_overdue_decision_has_a_button_for_the_office_alone(world: World, as_: As) -> None:
    page = reverse("follow-up", args=[decided(world).public_id])
    assert "转督办" in as_("office").get(page).content.decode()
    assert "转督办" not in as_("clerk").get(page).content.decode()


@pytest.mark.parametrize("due_on", [LATER, YESTERDAY])
def test_what_is_not_due_or_done_is_not_supervised(world: World, as_: As, due_on: dt.date) -> None:
    decision = decided(world, due_on)
    if due_on == YESTERDAY:
        decision_close(actor=world.actors["clerk"], decision=decision, note="已拨付。")
    page = as_("office").get(reverse("follow-up", args=[decision.public_id])).content.decode()
    assert "转督办" not in page
    shown = as_("office").get(address(decision)).content.decode()
    assert ("尚未到完成时限" if due_on == LATER else "已落实,无需督办") in shown


def test_the_notice_rests_on_the_sitting_and_its_words(world: World, as_: As) -> None:
    decision = decided(world)
    item = supervised(as_, decision)
    text = "".join(block.text for block in paper_of(item.notice).body)
    assert f"演示27团2026年9月18日“{decision.entry.title}”议定,由你单位落实“三季度内拨付项目资金”" in text
    assert "应于2026年9月19日前完成,至今未办结。" in text
    assert item.notice.title == "关于演示27团落实“三季度内拨付项目资金”的督办通知"
    page = as_("office").get(reverse("follow-up", args=[decision.public_id])).content.decode()
    assert "转督办" not in page
    assert reverse("supervision-item", args=[item.public_id]) in page


def test_what_was_carried_out_since_is_shown(world: World, as_: As) -> None:
    decision = decided(world)
    item = readable_item_or_404(world.actors["office"], supervised(as_, decision).public_id)
    assert not standing_of([item])[item.pk].is_settled
    decision_close(actor=world.actors["clerk"], decision=decision, note="已拨付。")
    standing = standing_of([item])[item.pk]
    assert (standing.is_settled, standing.matters[0][1]) == (True, "已落实")


@pytest.mark.parametrize("key", ["decision:x", "decision:", "finding:1", "decision:\x00"])
def test_what_names_no_matter_is_not_found(world: World, as_: As, key: str) -> None:
    assert as_("office").get(reverse("supervision-new"), {"matter": key}).status_code == 404


def test_a_decision_out_of_the_area_is_not_found(world: World, as_: As) -> None:
    assert as_("foreign_office").get(address(decided(world))).status_code == 404
