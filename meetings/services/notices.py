"""Whom an entry's change of state is told: the official who is to confirm, the clerk who is to mend."""

from django.urls import reverse

from meetings.access import clerks_of, officials_of
from meetings.kinds import words_of
from meetings.models import Entry
from portal.access import Actor
from portal.models import Message
from portal.services.messages import message_read, message_send
from portal.wording import date_cn


def tell_of_submission(entry: Entry) -> None:
    """Ask who settles the entry to confirm it: the official, and where another unit logged it the unit's own clerks."""
    asked = {account.pk: account for account in officials_of(entry)}
    if entry.entered_from is not None:
        asked |= {account.pk: account for account in clerks_of(entry.unit)}
    who = f"{entry.entered_from.name}{entry.entered_by.name}" if entry.entered_from else entry.entered_by.name
    what = words_of(entry.kind).what or "事项"
    message_send(
        accounts=list(asked.values()),
        key=submission_key(entry),
        kind="entry",
        title=f"请确认:{entry.title}",
        text=f"{who}为{entry.unit.name}登记了这次{what}。请核对后确认;内容不符的,写明原因退回。",
        url=reverse("entry", args=[entry.public_id]),
    )


def submission_key(entry: Entry) -> str:
    """The key of the message that asks to confirm the entry."""
    return f"entry-submitted:{entry.public_id}"


def take_as_read(entry: Entry, actor: Actor) -> None:
    """Who has settled the entry need not be reminded of it."""
    asked = Message.objects.filter(account=actor.account, key=submission_key(entry))
    message_read(actor=actor, public_ids=asked.values_list("public_id", flat=True))


def tell_of_return(entry: Entry, actor: Actor) -> None:
    """Tell the clerk why the entry came back and what to do."""
    who = actor.post.label if actor.post else actor.name
    when = f"于{date_cn(entry.mend_by)}前" if entry.mend_by else ""
    message_send(
        accounts=[entry.entered_by],
        key=f"entry-returned:{entry.public_id}:{entry.version}",
        kind="entry",
        title=f"已退回:{entry.title}",
        text=f"{who}退回了这份登记单。原因:{entry.reason} 请{when}更正后重新提交;退回期间不计入台账。",
        url=reverse("entry", args=[entry.public_id]),
    )
