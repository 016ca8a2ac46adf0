"""What every page is given."""

import pytest

from portal.models import Installation, Role
from tests.access_cast import Cast, make_cast
from tests.access_walk import signed_in
from tests.duties.shared import once

pytestmark = pytest.mark.django_db


made = once(make_cast)


@pytest.fixture
def cast(made: Cast, db: None) -> Cast:
    return made


def page(cast: Cast, role: Role) -> str:
    return signed_in(cast.accounts[role]).get("/password/").content.decode()


def test_an_administrator_finds_the_way_back_to_the_desk(cast: Cast) -> None:
    assert 'href="/admin/">管理事项' in page(cast, Role.SYSTEM_ADMIN)
    assert "管理事项" not in page(cast, Role.CLERK)


def test_demonstration_data_are_marked_for_everyone(cast: Cast) -> None:
    assert "演示数据" not in page(cast, Role.CLERK)
    Installation.objects.update_or_create(pk=1, defaults={"demo": True})
    assert "演示数据" in page(cast, Role.CLERK)
    assert "演示数据" in signed_in(cast.accounts[Role.AUDIT_ADMIN]).get("/admin/").content.decode()


def test_one_post_needs_no_switch(cast: Cast) -> None:
    assert "切换岗位" not in page(cast, Role.CLERK)


def test_no_page_carries_inline_scripts_or_styles(cast: Cast) -> None:
    for role in (Role.CLERK, Role.SYSTEM_ADMIN):
        text = page(cast, role)
        assert " style=" not in text
        assert " onclick=" not in text
        assert "<style" not in text
        assert "<script>" not in text
