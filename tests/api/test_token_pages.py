"""The page of tokens: the secret is shown once, what is stored does not give it away, whoever revokes ends it at once."""

from typing import Any

import pytest
from django.test import Client

from portal import access
from portal.models import Account, ApiToken, Change, Role
from portal.selectors.api_tokens import digest_of
from portal.services.api_tokens import MOST
from portal.services.appointments import appointment_grant
from tests.api.conftest import Program
from tests.meetings.world import World

FORM = {"name": "演示对接", "scopes": ["ledger:read", "records:write"], "days": "90"}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def clerk(world: World, client: Client) -> Client:
    client.force_login(world.actors["clerk"].account, backend=BACKEND)
    return client


def secret_in(answer: Any) -> str:
    """The secret that a page shows."""
    return str(answer.context["secret"])


def test_the_secret_is_shown_once_and_works(clerk: Client) -> None:
    answer = clerk.post("/tokens/", FORM)
    secret = secret_in(answer)
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert Program(secret).get("me/").json()["token"]["scopes"] == FORM["scopes"]
    later = clerk.get("/tokens/").content.decode()
    assert secret not in later
    assert secret[:10] in later


def test_neither_table_nor_log_gives_it_away(clerk: Client) -> None:
    secret = secret_in(clerk.post("/tokens/", FORM))
    token = ApiToken.objects.get()
    assert token.digest == digest_of(secret)
    told = str(Change.objects.filter(action="token_make").values().get())
    assert secret not in told
    assert token.digest not in told


def test_what_is_missing_is_said_at_its_field(clerk: Client) -> None:
    answer = clerk.post("/tokens/", {"name": "", "scopes": ["ledger:write"], "days": "900"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"name", "scopes", "days"}
    assert ApiToken.objects.count() == 0


def test_an_account_has_not_too_many(clerk: Client) -> None:
    for _ in range(MOST):
        assert clerk.post("/tokens/", FORM).status_code == 200
    assert clerk.post("/tokens/", FORM).status_code == 422


def test_the_owner_and_the_security_administrator_revoke_it(world: World, clerk: Client) -> None:
    secrets = [secret_in(clerk.post("/tokens/", FORM)) for _ in range(2)]
    first, second = ApiToken.objects.order_by("pk")
    clerk.post(f"/tokens/{first.public_id}/revoke/")
    account = Account.objects.create(username="anquan", name="演示-安全")
    appointment_grant(
        actor=access.SYSTEM, account=account, role=Role.SECURITY_ADMIN, unit=world.unit, started_on=None
    )
    admin = Client()
    admin.force_login(account, backend=BACKEND)
    assert "演示对接" in admin.get("/tokens/all/").content.decode()
    admin.post(f"/tokens/{second.public_id}/revoke/")
    assert [Program(secret).get("me/").status_code for secret in secrets] == [401, 401]
    second.refresh_from_db()
    assert second.revoked_by == account


def test_nobody_else_sees_or_revokes_it(world: World, clerk: Client) -> None:
    clerk.post("/tokens/", FORM)
    token, other = ApiToken.objects.get(), Client()
    other.force_login(world.actors["secretary"].account, backend=BACKEND)
    assert "演示对接" not in other.get("/tokens/").content.decode()
    assert other.post(f"/tokens/{token.public_id}/revoke/").status_code == 404


def test_the_reference_names_every_operation(clerk: Client) -> None:
    page = clerk.get("/api/").content.decode()
    assert "/api/v1/entries/{public_id}/confirm/" in page
    assert 'id="problem-key-reused"' in page
    assert clerk.get("/api/openapi.json").json()["openapi"] == "3.1.0"
