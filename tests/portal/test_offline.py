"""What makes the portal an app: manifest, worker, whom a device belongs to, locking and unlocking the screen."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from PIL import Image

from portal.access import SYSTEM
from portal.models import Access, Account, Role
from portal.services.appointments import appointment_grant
from portal.services.structure import unit_found
from portal.views.offline import WORKER_SCRIPTS
from tests.access_cast import START

pytestmark = pytest.mark.django_db
PASSWORD = "lanhua-shui-9427"


@pytest.fixture
def account() -> Account:
    """A clerk at two units."""
    account = Account.objects.create_user("jingban", PASSWORD, name="演示-经办")
    for code in ("甲", "乙"):
        unit = unit_found(
            actor=SYSTEM, code=code, kind="regiment", name=f"演示{code}团", started_on=START, parent=None
        )
        appointment_grant(actor=SYSTEM, account=account, role=Role.CLERK, unit=unit, started_on=START)
    return account


@pytest.fixture
def client(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def owner(client: Client) -> Any:
    return client.get(reverse("device")).json()["owner"]


def test_the_manifest_names_the_portal_and_icons_that_are_there() -> None:
    answer = Client().get(reverse("manifest"))
    told = json.loads(answer.content)
    assert answer["Content-Type"].startswith("application/manifest+json")
    assert (told["name"], told["start_url"], told["display"]) == ("乡村振兴责任制履职平台", "/", "standalone")
    assert {each["url"] for each in told["shortcuts"]} == {reverse("entry-new"), reverse("outbox")}
    for icon in told["icons"]:
        found = finders.find(icon["src"].removeprefix(settings.STATIC_URL))
        assert found, icon
        if icon["type"] == "image/png":
            with Image.open(str(found)) as picture:
                assert "x".join(map(str, picture.size)) == icon["sizes"]


def test_the_worker_is_at_the_root_asked_for_anew_and_under_the_policy() -> None:
    answer = Client().get("/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    loaded = re.findall(r'"(/static/[^"]+)"', answer.content.decode())
    assert loaded == [f"{settings.STATIC_URL}{name}" for name in WORKER_SCRIPTS]
    assert all(finders.find(name) for name in WORKER_SCRIPTS)


def test_a_device_belongs_to_account_and_post(client: Client, account: Account) -> None:
    first = owner(client)
    client.post(reverse("post-switch"), {"post": client.get(reverse("device")).json()["posts"][1]})
    assert first.split(":")[0] == owner(client).split(":")[0] == str(account.public_id)
    assert first != owner(client)
    assert owner(Client()) == ""


def test_what_a_device_asks_by_itself_neither_lengthens_nor_writes_the_session(client: Client) -> None:
    stored = Session.objects.get()
    for _ in range(2):
        client.get(reverse("device"))
    assert Session.objects.get().expire_date == stored.expire_date
    client.get(reverse("password-change"))
    assert Session.objects.get().expire_date > stored.expire_date


def test_locking_ends_the_session_and_is_logged(client: Client, account: Account) -> None:
    assert client.post(reverse("lock")).status_code == 204
    assert owner(client) == ""
    assert Access.objects.get(action="session_lock").account == account
    assert client.post(reverse("lock")).status_code == 204
    assert Access.objects.filter(action="session_lock").count() == 1


def test_unlocking_goes_on_in_the_same_post(client: Client, account: Account) -> None:
    second = client.get(reverse("device")).json()["posts"][1]
    client.post(reverse("lock"))
    answer = client.post(
        reverse("unlock"), {"username": account.username, "password": PASSWORD, "post": second}
    )
    assert answer.json() == {"done": True}
    assert owner(client) == f"{account.public_id}:{second}"
    assert Access.objects.filter(action="sign_in", succeeded=True).count() == 1


def test_a_wrong_password_is_said_and_counted(client: Client, account: Account) -> None:
    client.post(reverse("lock"))
    given = {"username": account.username, "password": "falsch-falsch"}
    answer = client.post(reverse("unlock"), given)
    assert (answer.status_code, answer.json()["reason"]) == (422, "密码不正确,请重新输入。")
    assert owner(client) == ""
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post(reverse("unlock"), given)
    assert answer.status_code in (403, 429)
    assert Access.objects.filter(action="sign_in_refused").exists()


def test_a_post_that_is_another_s_is_not_taken_up(client: Client, account: Account) -> None:
    client.post(reverse("lock"))
    client.post(reverse("unlock"), {"username": account.username, "password": PASSWORD, "post": "0" * 36})
    assert owner(client).startswith(f"{account.public_id}:")
