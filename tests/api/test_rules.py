"""What holds for every address: who is let in, what goes wrong and how it is told, pages, versions, the rate."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine

from portal import clock
from portal.api.problems import KINDS
from portal.models import Access, ApiToken
from portal.services.api_tokens import token_make, token_revoke
from tests.api.conftest import Program, Programs
from tests.meetings.world import NOW, World, entered

YEAR = "first=2026-01-01&last=2026-12-31"


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem, as it must be."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert (told["status"], told["code"]) == (status, code)
    assert told["type"].endswith(f"/api/#problem-{code}")
    assert told.keys() >= {"title", "detail", "instance", "request_id"}
    return told


@pytest.mark.parametrize("header", ["", "Bearer", "Basic abc", "Bearer nothing", "Bearer a b", "Bearer \xff"])
def test_without_a_working_token_nobody_is_let_in(world: World, header: str) -> None:
    answer = Program("").get("me/", Authorization=header) if header else Program("").get("me/")
    problem(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_session_is_no_token(world: World, client: Any) -> None:
    client.force_login(world.actors["clerk"].account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/me/").status_code == 401


def test_a_token_ends_with_its_day_its_post_its_account_and_when_it_is_revoked(
    program: Programs, world: World
) -> None:
    clerk, token = program("clerk"), ApiToken.objects.latest("pk")
    assert clerk.get("me/").json()["post"]["label"] == "演示27团 经办人"
    with time_machine.travel(NOW + dt.timedelta(days=1)):
        assert clerk.get("me/").status_code == 401
    ApiToken.objects.filter(pk=token.pk).update(role="office")
    assert clerk.get("me/").status_code == 401
    ApiToken.objects.filter(pk=token.pk).update(role="clerk")
    account = token.account
    account.must_change_password = True
    account.save(update_fields=["must_change_password"])
    assert clerk.get("me/").status_code == 401
    account.must_change_password = False
    account.save(update_fields=["must_change_password"])
    assert clerk.get("me/").status_code == 200
    token_revoke(actor=world.actors["clerk"], token=token)
    assert clerk.get("me/").status_code == 401


def test_scopes_narrow_what_the_post_may(program: Programs, world: World) -> None:
    reader = program("clerk", ["records:read"])
    assert reader.get("entries/").status_code == 200
    told = problem(reader.post("entries/", {}), 403, "insufficient-scope")
    assert told["errors"] == [{"field": "scope", "detail": "records:write"}]
    problem(reader.get(f"ledger/?{YEAR}"), 403, "insufficient-scope")
    assert program("clerk", ["records:write"]).get("entries/").status_code == 200


def test_a_refusal_is_in_the_access_log(program: Programs, world: World) -> None:
    problem(program("auditor").post("entries/", {}), 403, "forbidden")
    row = Access.objects.latest("pk")
    assert (row.action, row.succeeded, row.target_ref) == ("refusal", False, "/api/v1/entries/")


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "code"),
    [
        ("GET", "nothing/", None, {}, 404, "not-found"),
        ("GET", "entries/5d0c7f0e-3a52-4d3f-9a1e-1f2a63b1c001/", None, {}, 404, "not-found"),
        ("GET", "entries/not-a-uuid/", None, {}, 404, "not-found"),
        ("GET", "entries/?state=none", None, {}, 400, "invalid-parameter"),
        ("GET", "entries/?stat=draft", None, {}, 400, "invalid-parameter"),
        ("GET", "entries/?limit=0", None, {}, 400, "invalid-parameter"),
        ("GET", "entries/?after=forged", None, {}, 400, "invalid-parameter"),
        ("GET", f"ledger/?{YEAR}&as_of=1999-01-01", None, {}, 400, "invalid-parameter"),
        ("GET", f"ledger/?{YEAR}&known_at=2099-01-01T00:00:00Z", None, {}, 400, "invalid-parameter"),
        ("GET", "ledger/?first=2026-02-01&last=2026-01-01", None, {}, 400, "invalid-parameter"),
        ("GET", "me/", None, {"Accept": "text/csv"}, 406, "not-acceptable"),
        ("PUT", "me/", None, {}, 405, "method-not-allowed"),
        ("DELETE", "entries/", None, {}, 405, "method-not-allowed"),
        ("POST", "entries/", "{", {}, 400, "malformed-request"),
        ("POST", "entries/", '{"title": NaN}', {}, 400, "malformed-request"),
        ("POST", "entries/", b"\xff\xfe", {}, 400, "malformed-request"),
        ("POST", "entries/", "[]", {}, 422, "invalid-content"),
        ("POST", "entries/", '{"title": "\\u0000"}', {}, 422, "invalid-content"),
        ("POST", "entries/", '{"title": "\\ud800"}', {}, 422, "invalid-content"),
        ("POST", "entries/", "<a/>", {"Content_Type": "application/xml"}, 415, "unsupported-media-type"),
        ("POST", "entries/", "{}", {"Idempotency_Key": "x"}, 400, "key-required"),
    ],
)
def test_every_error_is_a_problem_in_both_languages(
    program: Programs, world: World, method: str, path: str, body: Any, headers: Any, status: int, code: str
) -> None:
    clerk, kind = program("clerk"), KINDS[code]
    chinese = problem(clerk.ask(method, path, body, **headers), status, code)
    answer = clerk.ask(method, path, body, **headers, Accept_Language="en-GB, zh;q=0.5")
    english = problem(answer, status, code)
    assert (chinese["title"], english["title"]) == kind.title
    assert (chinese["detail"], english["detail"]) == kind.detail
    assert answer["Content-Language"] == "en"


def test_a_body_beyond_the_limit_is_told(program: Programs, world: World) -> None:
    problem(program("clerk").post("entries/", "x" * 6_000_000), 413, "too-large")


def test_a_fault_of_the_portal_is_told_without_its_inside(
    program: Programs, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetings.api.entries.entries_of", lambda *_: 1 / 0)
    told = problem(program("clerk").get("entries/"), 500, "internal-error")
    assert "ZeroDivision" not in json.dumps(told)


def test_too_many_requests_of_a_token_wait(program: Programs, world: World, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 2
    clerk = program("clerk")
    answers = [clerk.get("me/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    problem(answers[-1], 429, "too-many-requests")
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert program("secretary").get("me/").status_code == 200


def test_whoever_guesses_tokens_is_slowed_down(world: World) -> None:
    answers = [Program(f"guess-{number}").get("me/").status_code for number in range(32)]
    assert answers[0] == 401
    assert answers[-1] == 429


def test_pages_hold_together_while_entries_are_added(program: Programs, world: World) -> None:
    entries = [entered(world) for _ in range(5)]
    clerk = program("clerk")
    first = clerk.get("entries/?limit=2")
    assert 'rel="next"' in first["Link"]
    entered(world)
    rest, seen = first.json()["next"], [each["id"] for each in first.json()["items"]]
    while rest:
        page = clerk.get(f"entries/?limit=2&after={rest}").json()
        seen += [each["id"] for each in page["items"]]
        rest = page["next"]
    assert seen == [str(entry.public_id) for entry in reversed(entries)]


def test_a_cursor_belongs_to_its_query(program: Programs, world: World) -> None:
    for _ in range(3):
        entered(world)
    clerk = program("clerk")
    rest = clerk.get("entries/?limit=1").json()["next"]
    told = problem(clerk.get(f"entries/?limit=1&state=draft&after={rest}"), 400, "invalid-parameter")
    assert told["errors"][0]["field"] == "after"


def test_a_token_is_used_once_in_some_minutes(program: Programs, world: World) -> None:
    clerk, token = program("clerk"), ApiToken.objects.latest("pk")
    clerk.get("me/")
    token.refresh_from_db()
    first = token.last_used_at
    assert first is not None
    clerk.get("me/")
    token.refresh_from_db()
    assert token.last_used_at == first


def test_a_token_is_made_for_what_the_post_does(world: World) -> None:
    made = {"name": "演示程序", "scopes": ["ledger:write"], "expires_on": clock.today()}
    with pytest.raises(Exception, match="至少选择一项"):
        token_make(actor=world.actors["clerk"], **made)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="最长一年"):
        token_make(
            actor=world.actors["clerk"], name="x", scopes=["ledger:read"],
            expires_on=clock.today() + dt.timedelta(days=367),
        )  # fmt: skip
