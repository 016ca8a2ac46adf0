"""The inbox: each message once, read marks, the number on the bell."""

import pytest

from portal.access import Actor
from portal.models import Account, Message
from portal.selectors.messages import unread_count
from portal.services.messages import message_read, message_send

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
