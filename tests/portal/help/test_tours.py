"""The first tour of a role: offered once where the role begins, answered once, kept in the log."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from portal.access import Actor, posts_of
from portal.help import tours
from portal.help.texts import HelpFault
from portal.help.tours import tour_of
from portal.models import Change, Role, TourAnswer
from portal.services.tours import tour_answer
from tests.access_cast import Cast, make_cast
from tests.access_walk import signed_in
from tests.duties.shared import once

pytestmark = pytest.mark.django_db
OFFER = 'id="tour-offer"'
STEP = "- at: [h1]\n  title: 看\n  text: 这里。\n"

made = once(make_cast)


@pytest.fixture
def cast(made: Cast, db: None) -> Cast:
    return made


def actor_of(cast: Cast, role: Role) -> Actor:
    account = cast.accounts[role]
    return Actor(account=account, post=posts_of(account)[0])


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_short_tour(role: Role) -> None:
    steps = tour_of(role)
    assert 4 <= len(steps) <= 8
    assert [step for step in steps if len(step.title) > 14 or len(step.text) > 70] == []
    assert not re.search(r"[<>&]", "".join(step.title + step.text for step in steps))
    assert steps[-1].at == ("[data-help-open]",)


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], dict[Role, object]]:
    """What comes of one file of that name."""

    def reading(name: str, text: str) -> dict[Role, object]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        monkeypatch.setattr(tours, "files", lambda folder: sorted(tmp_path.glob("*.yaml")))
        return dict(tours.tours.__wrapped__())

    return reading


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("nobody.yaml", STEP, "are no roles"),
        ("clerk.yaml", STEP.replace("title", "head"), "missing ['title'], unknown ['head']"),
        ("clerk.yaml", STEP.replace("[h1]", "h1"), "a list of sentences"),
        ("clerk.yaml", "- h1\n", "at, title and text are expected"),
        ("clerk.yaml", "at: h1\n", "a list of steps is expected"),
    ],
)
def test_a_tour_is_read_strictly(
    read: Callable[[str, str], dict[Role, object]], name: str, text: str, told: str
) -> None:
    with pytest.raises(HelpFault, match=re.escape(told)):
        read(name, text)


@pytest.mark.parametrize(
    ("role", "begins", "other"),
    [
        (Role.CLERK, "/mine/", "/entries/"),
        (Role.OFFICE, "/desk/", "/board/"),
        (Role.AUDIT_ADMIN, "/admin/", "/messages/"),
    ],
)
def test_it_is_offered_where_the_role_begins(cast: Cast, role: Role, begins: str, other: str) -> None:
    client = signed_in(cast.accounts[role])
    assert OFFER in client.get(begins).content.decode()
    assert OFFER not in client.get(other).content.decode()
    assert client.post("/help/tour/answer/", {"answer": "refused"}).status_code == 302
    assert OFFER not in client.get(begins).content.decode()


def test_another_role_of_the_account_is_offered_its_own(cast: Cast) -> None:
    tour_answer(actor=actor_of(cast, Role.CLERK), answer="begun")
    TourAnswer.objects.update(account=cast.accounts[Role.OFFICIAL])
    assert OFFER in signed_in(cast.accounts[Role.OFFICIAL]).get("/mine/").content.decode()


def test_the_first_answer_stays_and_is_logged(cast: Cast) -> None:
    actor = actor_of(cast, Role.LEADER)
    tour_answer(actor=actor, answer="refused")
    tour_answer(actor=actor, answer="begun")
    assert TourAnswer.objects.get().answer == "refused"
    assert Change.objects.get(action="tour_answer").after == {"role": "leader", "answer": "refused"}


def test_any_other_answer_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        tour_answer(actor=actor_of(cast, Role.LEADER), answer="perhaps")
    assert not TourAnswer.objects.exists()


def test_the_steps_as_the_browser_takes_them(cast: Cast) -> None:
    steps = signed_in(cast.accounts[Role.CLERK]).get("/help/tour/").json()["steps"]
    assert steps[0]["url"] == "/mine/"
    assert steps[-1]["url"] == ""
    assert len(steps) == len(tour_of(Role.CLERK))
