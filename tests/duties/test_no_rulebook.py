"""The rulebook's page before a regulation is loaded."""

import pytest

from portal.models import Role
from tests.access_cast import make_cast
from tests.duties.test_rulebook_pages import browser

pytestmark = pytest.mark.django_db


def test_without_a_regulation_the_page_says_so() -> None:
    page = browser(make_cast(), Role.OFFICE).get("/rulebook/")
    assert "尚未载入法规" in page.content.decode()
