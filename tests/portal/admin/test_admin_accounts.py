"""Accounts by the system administrator, posts by the security administrator, logs for the audit administrator."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from portal.admin.words import ACTIONS, VERBS, action_word
from portal.models import Account, Appointment, Role
from tests.access_cast import Cast, make_cast
from tests.access_walk import BACKEND
from tests.duties.shared import once

pytestmark = pytest.mark.django_db
SLIP = "slip-password-77"


made = once(make_cast)


@pytest.fixture
def cast(made: Cast, db: None) -> Cast:
    return made


def browser(cast: Cast, role: Role) -> Client:
    client = Client()
    client.force_login(cast.accounts[role], backend=BACKEND)
    return client


def account(**values: str) -> dict[str, str]:
    return {"username": "new", "name": "演示-新人", "slip_password": SLIP} | values


def grant(**values: str) -> dict[str, str]:
    return {"account": "m-none", "role": "clerk", "unit": "M-own", "started_on": "2024-01-01"} | values


def refused(client: Client, path: str, data: dict[str, str]) -> str:
    answer = client.post(path, data)
    assert answer.status_code == 200
    return "".join(str(error) for error in answer.context["adminform"].form.errors.values())


def test_a_new_account_has_the_password_of_its_slip_and_no_right(cast: Cast) -> None:
    client = browser(cast, Role.SYSTEM_ADMIN)
    assert client.post("/admin/portal/account/add/", account()).status_code == 302
    made = Account.objects.get(username="new")
    assert made.check_password(SLIP)
    assert made.must_change_password
    assert not made.appointments.exists()


def test_a_weak_password_is_refused_at_the_field(cast: Cast) -> None:
    client = browser(cast, Role.SYSTEM_ADMIN)
    assert "密码" in refused(client, "/admin/portal/account/add/", account(slip_password="12345"))
    assert not Account.objects.filter(username="new").exists()


def test_a_disabled_account_opens_nothing(cast: Cast) -> None:
    victim = cast.accounts[Role.CLERK]
    path = f"/admin/portal/account/{victim.pk}/change/"
    assert browser(cast, Role.SYSTEM_ADMIN).post(path, {"name": victim.name}).status_code == 302
    victim.refresh_from_db()
    assert not victim.is_active


def test_a_post_is_granted_and_ended(cast: Cast) -> None:
    client = browser(cast, Role.SECURITY_ADMIN)
    assert client.post("/admin/portal/appointment/add/", grant()).status_code == 302
    made = Appointment.objects.known().get(account=cast.without_post)
    path = f"/admin/portal/appointment/{made.pk}/change/"
    assert "终止日" in refused(client, path, {"ended_on": ""})
    assert client.post(path, {"ended_on": "2024-06-01"}).status_code == 302
    assert not Appointment.objects.present().filter(account=cast.without_post).exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"account": "m-security_admin"}, "不得给本人授权"),
        ({"account": "m-system_admin", "role": "audit_admin"}, "不得由同一账号兼任"),
        ({"account": "m-clerk"}, "已在该单位任此平台岗位"),
        ({"account": "stranger"}, "没有这个用户名"),
        ({"started_on": ""}, "起始日"),
    ],
)
def test_a_grant_against_the_rules_is_told(cast: Cast, given: dict[str, str], message: str) -> None:
    client = browser(cast, Role.SECURITY_ADMIN)
    assert message in refused(client, "/admin/portal/appointment/add/", grant(**given))


def test_the_change_log_tells_in_words_what_was_changed(cast: Cast) -> None:
    browser(cast, Role.SYSTEM_ADMIN).post("/admin/portal/account/add/", account())
    client = browser(cast, Role.AUDIT_ADMIN)
    assert "开设账号" in client.get("/admin/portal/change/").content.decode()
    row = client.get("/admin/portal/change/").context["cl"].result_list[0]
    text = client.get(f"/admin/portal/change/{row.pk}/change/").content.decode()
    assert "姓名:演示-新人" in text
    assert "public_id" not in text
    assert "object" not in client.get(f"/admin/portal/change/{row.pk}/change/").context["subtitle"]


def deeds() -> set[str]:
    """Every literal `action=` of the sources."""
    found = set()
    for app in ("portal", "duties", "meetings"):
        for file in sorted((settings.BASE_DIR / app).rglob("*.py")):
            found |= _actions(file)
    return found


def _actions(file: Path) -> set[str]:
    calls = [
        node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    return {
        str(keyword.value.value)
        for call in calls
        if getattr(call.func, "id", "") in {"log_change", "log_access"}
        for keyword in call.keywords
        if keyword.arg == "action" and isinstance(keyword.value, ast.Constant)
    }


def test_every_deed_has_a_word() -> None:
    nameless = {deed for deed in deeds() if not action_word(deed).strip() or action_word(deed).isascii()}
    assert nameless == set(), "name them in portal/admin/words.py"
    assert all(not word.isascii() for word in [*ACTIONS.values(), *VERBS.values()])
