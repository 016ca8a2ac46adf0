"""意见 on an entry: added by those who read it, told to those whom it concerns."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from meetings.access import officials_of, require_commenting
from meetings.models import Comment, Entry
from portal import clock
from portal.access import Actor
from portal.models import Account
from portal.services.changes import log_change, state_of
from portal.services.messages import message_send


@transaction.atomic
def comment_add(*, actor: Actor, entry: Entry, text: str, token: uuid.UUID) -> Comment:
    """Add a remark; the same form sent twice adds one.

    Raises PermissionDenied for who may not speak on `entry`, ValidationError by field for nothing or too much said.
    """
    require_commenting(actor, entry)
    assert actor.account is not None
    assert actor.post is not None
    Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if made := Comment.objects.filter(token=token, account=actor.account).first():
        return made
    if not text.strip():
        raise ValidationError({"text": "请写明意见。"})
    comment = Comment(
        token=token,
        entry=entry,
        account=actor.account,
        account_label=actor.name,
        post_label=actor.post.label,
        text=text.strip(),
        made_at=clock.now(),
    )
    comment.full_clean(exclude=["entry", "account"])
    comment.save(force_insert=True)
    log_change(actor=actor, action="comment_add", target=comment, unit=entry.unit, after=state_of(comment))
    _tell(comment)
    return comment


def _tell(comment: Comment) -> None:
    """Tell the clerk, the official who confirms, and all who spoke before; not who speaks."""
    entry = comment.entry
    told = {account.pk: account for account in (entry.entered_by, *officials_of(entry))}
    told |= {
        account.pk: account for account in Account.objects.filter(pk__in=entry.comments.values("account"))
    }
    told.pop(comment.account_id, None)
    message_send(
        accounts=list(told.values()),
        key=f"entry-comment:{comment.public_id}",
        kind="entry",
        title=f"新的意见:{entry.title}",
        text=f"{comment.post_label} {comment.account_label}:{comment.text}",
        url=reverse("entry", args=[entry.public_id]),
    )
