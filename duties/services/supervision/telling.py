"""Who is told when an item moves: whoever has the ball now, and the other side where the outcome is theirs."""

from collections.abc import Iterable

from django.urls import reverse

from duties.models import SupervisedUnit, SupervisionItem, SupervisionStep
from duties.supervision_states import Action, Holder
from portal.access import Actor
from portal.models import Account, Role
from portal.selectors.accounts import accounts_at
from portal.services.messages import message_send

KIND = "supervision"
"""The kind of these messages."""

BY_DOCUMENT = frozenset({Action.SUBMIT, Action.REWORD, Action.CANCEL})
"""What the documents tell of themselves."""
TO_UNITS = frozenset({Action.REVIEW, Action.CLOSE, Action.WITHDRAW, Action.INSTRUCT})
"""What the units that act are told whoever has the ball."""
TO_OFFICE = frozenset({Action.INSTRUCT, Action.SIGN})
"""What the office is told whoever has the ball."""
SILENT = frozenset({Action.PROGRESS, Action.JOIN})
"""What is read on the page and on the board, and told to nobody."""


def tell(*, actor: Actor, item: SupervisionItem, step: SupervisionStep) -> None:
    """Tell of one step; the one who took it is not told."""
    action = Action(step.action)
    if action in SILENT or action in BY_DOCUMENT:
        return
    accounts = {account.pk: account for account in _concerned(item, action)}
    if actor.account is not None:
        accounts.pop(actor.account.pk, None)
    message_send(
        accounts=accounts.values(),
        key=f"supervision-{item.public_id}-{step.pk}",
        kind=KIND,
        title=f"{_head(item, action)}:{item.notice.title}",
        text=_text(item, step),
        url=reverse("supervision-item", args=[item.public_id]),
        urgent=is_urgent(item),
    )


def is_urgent(item: SupervisionItem) -> bool:
    """Whether what concerns the item is told at once, not with the next digest: its notice is 加急 or 特急."""
    return bool(item.notice.urgency)


def _concerned(item: SupervisionItem, action: Action) -> Iterable[Account]:
    if action == Action.ISSUE:
        # The document itself is announced to the unit that leads.
        yield from units_accounts(item, SupervisedUnit.Part.PARTNER)
        return
    yield from holders(item)
    if action in TO_UNITS:
        yield from units_accounts(item)
    if action in TO_OFFICE:
        yield from accounts_at(item.office, Role.OFFICE)


def holders(item: SupervisionItem) -> Iterable[Account]:
    """The accounts of whoever has to act next."""
    if item.holder == Holder.UNIT:
        return accounts_at(item.unit, Role.CLERK, Role.OFFICIAL)
    if item.holder == Holder.NOBODY:
        return []
    return accounts_at(item.office, Role.OFFICE if item.holder == Holder.OFFICE else Role.APPROVER)


def units_accounts(item: SupervisionItem, part: str = "") -> Iterable[Account]:
    """The accounts that act for the units of the item, or for those with one part in it."""
    for each in item.supervised_units.select_related("unit"):
        if not part or each.part == part:
            yield from accounts_at(each.unit, Role.CLERK, Role.OFFICIAL)


def _head(item: SupervisionItem, action: Action) -> str:
    if action == Action.ISSUE:
        return "协办,请签收"
    if action in (Action.INSTRUCT, Action.COMMENT):
        return action.label
    return f"{action.label},现{item.at.label}" if item.at.label != action.label else action.label


def _text(item: SupervisionItem, step: SupervisionStep) -> str:
    who = f"{step.name}({step.post})" if step.post else step.name
    until = f"{item.deadline.year}年{item.deadline.month}月{item.deadline.day}日"
    said = f":{step.text}" if step.text else ""
    return f"{item.number} {who}{said}。办结期限{until}。".replace("。。", "。").strip()
