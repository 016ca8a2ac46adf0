"""意见: by those who read the entry, told to those concerned, never changed."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from meetings.models import Comment, Entry
from meetings.services.comments import comment_add
from meetings.services.entries import entry_save
from portal.models import Change, Message
from tests.meetings.conftest import As
from tests.meetings.world import World, content, counted, entered

SPEAKERS = ("clerk", "colleague", "secretary", "head", "member", "office")


def spoken(world: World, name: str, entry: Entry, text: str = "请补充参会人员。") -> Comment:
    """What one of the world's actors says about the entry."""
    return comment_add(actor=world.actors[name], entry=entry, text=text, token=uuid.uuid4())


@pytest.mark.parametrize("name", SPEAKERS)
def test_who_reads_the_entry_speaks_and_all_who_read_it_see_it(world: World, as_: As, name: str) -> None:
    entry = entered(world)
    address = reverse("entry", args=[entry.public_id])
    client = as_(name)
    form = client.get(address).context["comment_form"]
    sent = {"text": "请补充<b>参会</b>人员。", "token": form["token"].value()}
    answers = [client.post(reverse("entry-comment", args=[entry.public_id]), sent) for _ in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, f"{address}#comments")
    ] * 2
    assert Comment.objects.get().post_label == world.actors[name].post.label
    page = as_("auditor").get(address).content.decode()
    assert "请补充&lt;b&gt;参会&lt;/b&gt;人员。" in page
    assert f"演示-{name}" in page
    assert counted(world) == 1


def test_those_who_only_read_get_no_form_and_are_refused(world: World, as_: As) -> None:
    entry = entered(world)
    sent = {"text": "意见。", "token": str(uuid.uuid4())}
    address = reverse("entry-comment", args=[entry.public_id])
    assert as_("auditor").get(reverse("entry", args=[entry.public_id])).context["comment_form"] is None
    assert as_("auditor").post(address, sent).status_code == 403
    for name in ("stranger", "foreign_official", "foreign_office"):
        assert as_(name).post(address, sent).status_code == 404
    for name in ("auditor", "stranger", "foreign_office"):
        with pytest.raises(PermissionDenied):
            spoken(world, name, entry)
    assert not Comment.objects.exists()


def test_a_draft_is_not_spoken_on(world: World, as_: As) -> None:
    draft = entry_save(
        actor=world.actors["clerk"], unit=world.unit, content=content(world), token=uuid.uuid4()
    )
    with pytest.raises(PermissionDenied):
        spoken(world, "clerk", draft)
    assert as_("clerk").get(reverse("entry", args=[draft.public_id])).context["comment_form"] is None


def test_clerk_official_and_who_spoke_before_are_told_and_never_the_speaker(world: World) -> None:
    entry = entered(world)
    first = spoken(world, "office", entry)
    second = spoken(world, "clerk", entry, "已补充。")

    def told(comment: Comment) -> set[str]:
        rows = Message.objects.filter(key=f"entry-comment:{comment.public_id}")
        return set(rows.values_list("account__username", flat=True))

    assert told(first) == {"clerk", "secretary"}
    assert told(second) == {"office", "secretary"}


@pytest.mark.parametrize(
    ("text", "said"), [(" ", "请写明意见"), ("长" * 501, "意见最多500字"), ("\0", "不允许")]
)
def test_nothing_or_too_much_said_is_refused_and_kept_in_the_form(
    world: World, as_: As, text: str, said: str
) -> None:
    entry = entered(world)
    sent = {"text": text, "token": str(uuid.uuid4())}
    answer = as_("member").post(reverse("entry-comment", args=[entry.public_id]), sent)
    page = answer.content.decode()
    assert (answer.status_code, said in page, text.strip("\0 ") in page) == (422, True, True)
    assert not Comment.objects.exists()
    with pytest.raises(ValidationError):
        spoken(world, "member", entry, text.replace("\0", ""))


def test_what_was_said_is_never_changed_or_removed_and_is_in_the_log(world: World) -> None:
    comment = spoken(world, "office", entered(world))
    with pytest.raises(IntegrityError, match="is fixed"), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(text="改了。")
    with pytest.raises(IntegrityError, match="is fixed"), transaction.atomic():
        comment.delete()
    row = Change.objects.get(action="comment_add")
    assert row.after is not None
    assert (row.target_ref, row.after["text"]) == (str(comment.public_id), "请补充参会人员。")


def test_the_token_of_another_does_not_break_the_page(world: World, as_: As) -> None:
    entry, token = entered(world), uuid.uuid4()
    comment_add(actor=world.actors["office"], entry=entry, text="甲。", token=token)
    sent = {"text": "乙。", "token": str(token)}
    answer = as_("member").post(reverse("entry-comment", args=[entry.public_id]), sent)
    assert (answer.status_code, Comment.objects.count()) == (422, 1)
