"""会议纪要 from a meeting's entry: what it says, who may draft it, and its way to a numbered paper."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from meetings.meeting_minutes import may_draft, minutes_paper, source
from meetings.models import Entry
from meetings.services.contents import AgendaLine
from portal.access import Actor
from portal.documents.paper import Heading
from portal.documents.plain_text import to_text
from portal.models import Document, Role
from portal.selectors.vocabulary import vocabulary
from tests.meetings.conftest import BACKEND
from tests.meetings.world import World, entered
from tests.portal.desk import account_at


@pytest.fixture
def office(world: World) -> Actor:
    """The regiment's own office."""
    return account_at(world.unit, Role.OFFICE, "regiment-office")


@pytest.fixture
def entry(world: World) -> Entry:
    return entered(
        world,
        minutes="会议听取了汇报。\n会议强调,要按期完成。",
        agenda=[AgendaLine("听取和美连队建设汇报", on_topic=True), AgendaLine("研究人事", on_topic=False)],
    )


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.account, backend=BACKEND)
    return client


def test_the_draft_says_what_the_entry_says(entry: Entry) -> None:
    paper = minutes_paper(entry, vocabulary())
    text = to_text(paper.body)
    assert "2026年9月18日,演示-书记在机关三楼会议室主持召开" in text
    assert [block.text for block in paper.body if isinstance(block, Heading)] == [
        "一、会议议题",
        "二、会议情况",
    ]
    assert "1.听取和美连队建设汇报\n2.研究人事" in text
    assert "会议强调,要按期完成。" in text
    assert (paper.sealed, paper.addressee, paper.issuer_mark) == (
        False,
        "",
        "演示27团党委农村工作领导小组会议纪要",
    )


def test_only_the_office_of_the_unit_that_met_may(world: World, entry: Entry, office: Actor) -> None:
    assert may_draft(office, entry)
    for name in ("office", "clerk", "secretary", "foreign_office"):
        assert not may_draft(world.actors[name], entry)
        assert source(world.actors[name], entry.public_id) is None
    assert source(office, uuid.uuid4()) is None


def test_a_meeting_that_is_only_planned_has_none(entry: Entry, office: Actor) -> None:
    Entry.objects.update(state="withdrawn")
    entry.refresh_from_db()
    assert not may_draft(office, entry)


def test_from_the_button_to_a_draft_that_the_entry_names(entry: Entry, office: Actor) -> None:
    client, page = client_of(office), reverse("entry", args=[entry.public_id])
    assert "拟会议纪要" in client.get(page).content.decode()
    url = reverse("document-new", args=["meeting", entry.public_id])
    form = client.get(url).context["form"]
    sent = {name: bound.value() or "" for name, bound in ((bound.name, bound) for bound in form)} | {
        "title": "改过的纪要"
    }
    answer = client.post(url, sent)
    made = Document.objects.get()
    assert answer["Location"] == reverse("document", args=[made.public_id])
    assert (made.kind, made.title, made.addressee) == ("会议纪要", "改过的纪要", None)
    assert client.post(url, sent)["Location"] == answer["Location"], "the same form sent twice is one draft"
    shown = client.get(page).content.decode()
    assert "改过的纪要" in shown
    assert "拟会议纪要" not in shown


@pytest.mark.parametrize("name", ["office", "foreign_office"])
def test_others_find_nothing(world: World, entry: Entry, name: str) -> None:
    url = reverse("document-new", args=["meeting", entry.public_id])
    assert client_of(world.actors[name]).get(url).status_code == 404
