"""A board that stays open: it takes in what others enter, without a blink for who is just working with it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenAs
from tests.duties.office_world import OfficeWorld, hold, make_office_world

pytestmark = pytest.mark.django_db(transaction=True)
TURN = 31_000
"""Milliseconds: a little more than the page waits between two questions."""


@pytest.fixture
def world(transactional_db: None) -> OfficeWorld:
    return make_office_world()


def test_a_board_renews_itself_and_keeps_what_the_reader_does(world: OfficeWorld, open_as: OpenAs) -> None:
    page = open_as(world.actors["above"].account, height=500)
    page.clock.install()
    page.goto("/board/?period=2026Q3&open=师")
    row = page.locator("tr.level-1", has_text="演示27团")
    cell = row.get_by_role("link", name="领导小组会议")
    cell.click()
    expect(page.get_by_role("heading", name="演示27团 · 领导小组会议")).to_be_visible()
    page.locator("details.moment > summary").click()
    row.get_by_role("link", name="行政常务会议").focus()
    page.evaluate("document.activeElement.closest('tr').kept = true; scrollTo(0, 120)")
    before = page.evaluate("[scrollX, scrollY]")

    with page.expect_response(lambda answer: "/live/" in answer.url) as answered:
        page.clock.fast_forward(TURN)
    assert answered.value.status == 204
    assert page.evaluate("document.activeElement.closest('tr').kept")

    hold(world)
    page.clock.fast_forward(TURN)
    expect(cell).to_contain_text("1/1")
    expect(page.get_by_role("complementary", name="依据").get_by_text("按时完成")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('tr').kept")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(
        "演示27团 行政常务会议"
    )
    assert page.evaluate("[scrollX, scrollY]") == before
    assert page.locator("details.moment").evaluate("each => each.open")
    expect(page.locator("td.is-selected-cell")).to_have_count(1)


def hidden(page: Page, *, now: bool) -> None:
    """Let the page think that it is out of sight, or in sight again."""
    page.evaluate(
        """now => {
            Object.defineProperty(document, "hidden", { value: now, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        now,
    )


def test_a_page_out_of_sight_asks_nothing_until_it_is_looked_at(world: OfficeWorld, open_as: OpenAs) -> None:
    page = open_as(world.actors["office"].account)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/live/" in request.url else None)
    page.clock.install()
    page.goto("/desk/")
    hidden(page, now=True)
    page.clock.fast_forward(3 * TURN)
    assert asked == []
    with page.expect_response(lambda answer: "/live/" in answer.url) as answered:
        hidden(page, now=False)
    assert answered.value.status == 204
