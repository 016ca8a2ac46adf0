"""Talks of units that are no more: what was held passes to the unit that took over, the rest is put to the office.

It goes by what holds today, as with supervision items. A talk that has not taken place is never passed on: whether
another unit is talked to is decided by a named person.
"""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse

from duties.models import Talk
from duties.selectors.talks.rights import gone_words
from duties.services.talks.steps import MESSAGE_KIND, Said, office_of, talk_move, tell, unit_desk
from duties.talk_states import BEFORE_TALK, OVER, RECORDED, SETTLED, Action, State
from portal.access import SYSTEM
from portal.models import Existence, Unit
from portal.selectors.succession import successor_of
from portal.services.messages import message_send


@transaction.atomic
def talks_pass_on() -> int:
    """Hand open talks of units that have ended to their one successor, on either side; gives how many.

    The office is told, once, of those that cannot be passed on and of what it has to do.
    """
    return sum(_talked_to(talk) for talk in _orphaned("unit")) + sum(_talking(t) for t in _orphaned("office"))


def _orphaned(field: str) -> Sequence[Talk]:
    """Open talks whose unit in `field` does not exist today, their rows locked."""
    standing = Existence.objects.present().values("unit")
    rows = Talk.objects.select_for_update(of=("self",)).exclude(state__in=[state.value for state in OVER])
    return list(
        rows.exclude(**{f"{field}__in": standing}).select_related("office", "unit", "notice").order_by("pk")
    )


def _talked_to(talk: Talk) -> bool:
    """Give a talk that was held, with what was promised and is open, to the successor of who was talked to."""
    old, successor = talk.unit, successor_of(talk.unit)
    if State(talk.state) not in RECORDED or successor is None or successor.pk == talk.office_id:
        _tell_office(talk)
        return False
    settled = [promise.value for promise in SETTLED]
    talk.promises.filter(unit=old).exclude(state__in=settled).update(unit=successor)
    talk.unit = successor
    _succeed(talk, f"{old.name}已撤并,由{successor.name}承接;尚未完成的整改承诺由其继续落实。")
    tell(talk, unit_desk(successor), f"承接约谈整改:{old.name}的整改承诺请继续落实并报送")
    return True


def _talking(talk: Talk) -> bool:
    """Let the successor of who talks go on, unless it has a talk with the unit ahead of it: then after that one."""
    old, successor = talk.office, successor_of(talk.office)
    if successor is None or successor.pk == talk.unit_id or _ahead(talk, successor):
        return False
    talk.office = successor
    _succeed(talk, f"{old.name}已撤并,由{successor.name}接续办理。")
    tell(talk, office_of(talk), f"接续办理约谈:{talk.unit.name}")
    return True


def _ahead(talk: Talk, office: Unit) -> bool:
    before = [state.value for state in BEFORE_TALK]
    return (
        talk.state in before
        and Talk.objects.filter(office=office, unit=talk.unit_id, state__in=before).exists()
    )


def _succeed(talk: Talk, text: str) -> None:
    talk_move(SYSTEM, talk, Action.SUCCEED, Said(text))


def _tell_office(talk: Talk) -> None:
    message_send(
        accounts=office_of(talk),
        key=f"talk:{talk.public_id}:gone:{talk.unit_id}",
        kind=MESSAGE_KIND,
        title=f"被约谈单位已撤并,请办理:{talk.unit.name}",
        text=gone_words(talk),
        url=reverse("talk", args=[talk.public_id]),
    )
