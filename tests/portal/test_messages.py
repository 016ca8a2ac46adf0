"""The inbox: each message once, read marks, the number on the bell."""

import pytest

from portal import clock
from portal.access import Actor
from portal.models import Account, Message, Role
from portal.selectors.messages import unread_count
from portal.services.messages import message_read, message_send
from tests.access_cast import make_cast
from tests.access_walk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts() -> list[Account]:
    return [Account.objects.create(username=name, name=f"演示-{name}") for name in "ab"]


def test_a_message_is_written_once_for_its_key(accounts: list[Account]) -> None:
    assert message_send(accounts=accounts[:1], key="job:1", kind="job", title="导出已完成") == 1
    assert message_send(accounts=accounts, key="job:1", kind="job", title="导出已完成") == 1
    assert message_send(accounts=accounts, key="job:1", kind="job", title="导出已完成") == 0
    assert Message.objects.count() == 2


def test_who_cannot_sign_in_gets_none_and_a_long_title_is_cut(accounts: list[Account]) -> None:
    Account.objects.filter(pk=accounts[0].pk).update(is_active=False)
    assert message_send(accounts=accounts, key="k", kind="job", title="题" * 300) == 1
    assert Message.objects.get().title == "题" * 199 + "…"


def test_read_marks_touch_ones_own_inbox_only(accounts: list[Account]) -> None:
    for key in ("1", "2"):
        message_send(accounts=accounts, key=key, kind="job", title="题")
    actor = Actor(account=accounts[0], post=None)
    theirs = Message.objects.filter(account=accounts[1]).first()
    mine = Message.objects.filter(account=accounts[0]).first()
    assert theirs is not None
    assert mine is not None
    assert message_read(actor=actor, public_ids=[mine.public_id, theirs.public_id]) == 1
    assert (unread_count(accounts[0]), unread_count(accounts[1])) == (1, 2)
    assert message_read(actor=actor) == 1
    assert unread_count(accounts[0]) == 0


@pytest.fixture
def reader() -> Account:
    """Somebody with a post and messages of three kinds, one of them read."""
    account = make_cast().accounts[Role.CLERK]
    for key, kind in (("1", "document"), ("2", "question"), ("3", "nobody-named-this")):
        message_send(accounts=[account], key=key, kind=kind, title=f"题{key}", url="/jobs/")
    Message.objects.filter(key="2").update(read_at=clock.now())
    return account


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"1", "2", "3"}),
        ("?unread=1", {"1", "3"}),
        ("?kind=公文", {"1"}),
        ("?kind=其他&unread=1", {"3"}),
        ("?kind=口径答疑&unread=1", set()),
        ("?kind=没有这种&page=9", {"1", "2", "3"}),
    ],
)
def test_the_inbox_is_narrowed_by_kind_and_to_what_is_unread(
    reader: Account, query: str, shown: set[str]
) -> None:
    page = signed_in(reader).get(f"/messages/{query}").content.decode()
    assert {key for key in "123" if f"题{key}" in page} == shown
    assert ("没有这一类通知" in page) is (not shown)


def test_one_is_marked_as_read_without_leaving(reader: Account) -> None:
    client, message = signed_in(reader), Message.objects.get(key="1")
    assert client.post(f"/messages/{message.public_id}/read/")["Location"] == "/messages/"
    assert unread_count(reader) == 1
    page = client.get("/messages/").content.decode()
    assert '<a href="/jobs/">题1</a>' in page


def test_anothers_message_is_not_found(reader: Account, accounts: list[Account]) -> None:
    message_send(accounts=accounts[:1], key="theirs", kind="job", title="题")
    theirs = Message.objects.get(key="theirs")
    for path in ("", "read/"):
        assert signed_in(reader).post(f"/messages/{theirs.public_id}/{path}").status_code == 404
    assert Message.objects.get(key="theirs").read_at is None
