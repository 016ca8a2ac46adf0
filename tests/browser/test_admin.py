"""The administrators' desk in a browser: a row is chosen by its code from a list, days from a calendar, under the strict policy."""

import pytest
from playwright.sync_api import expect

from portal.models import Role
from tests.access_cast import make_cast
from tests.browser.conftest import OpenAs

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_unit_is_chosen_by_its_code_from_the_list(open_as: OpenAs) -> None:
    page = open_as(make_cast().accounts[Role.SYSTEM_ADMIN])
    page.goto("/admin/portal/placement/add/")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="查找单位", exact=True).click()
    popup = opened.value
    popup.get_by_role("link", name="M-below").wait_for()
    with popup.expect_event("close"):
        # A click by hand would wait for a page that is no more.
        popup.evaluate("document.querySelector('[data-popup-opener=M-below]').click()")
    expect(page.get_by_label("单位", exact=False).first).to_have_value("M-below")
    page.get_by_role("link", name="今天").first.click()
    assert page.locator("#id_started_on").input_value()
