"""Who sees which entries, and which one is marked as the current one."""

import pytest
from django.test import RequestFactory

from portal import registry
from portal.access import Actor, Post
from portal.models import Role, Unit


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_pages", [])
    registry.add_page("登录", "login", roles=[Role.CLERK], order=20, under=("/login-help/",))
    registry.add_page("首页", "home", roles=[Role.CLERK, Role.OFFICE], order=10, tab=True)


def entries(role: Role, path: str) -> list[tuple[str, bool]]:
    unit = Unit(code="A", kind="regiment", name="演示27团")
    actor = Actor(account=None, post=Post(unit.public_id, role, unit))
    return [
        (entry["label"], entry["active"]) for entry in registry.navigation(RequestFactory().get(path), actor)
    ]


def test_entries_come_in_their_order_for_the_role() -> None:
    assert [label for label, _ in entries(Role.CLERK, "/x/")] == ["首页", "登录"]
    assert [label for label, _ in entries(Role.OFFICE, "/x/")] == ["首页"]
    assert entries(Role.AUDITOR, "/") == []


def test_the_entry_that_fits_the_path_best_is_the_current_one() -> None:
    assert entries(Role.CLERK, "/login/") == [("首页", False), ("登录", True)]
    assert entries(Role.CLERK, "/login-help/2/") == [("首页", False), ("登录", True)]
    assert entries(Role.CLERK, "/elsewhere/") == [("首页", True), ("登录", False)]
