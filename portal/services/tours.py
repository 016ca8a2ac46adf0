"""The first tour of a role: offered until it is answered once."""

from django.db import transaction

from portal import clock
from portal.access import Actor
from portal.models import Account, TourAnswer
from portal.services.changes import log_change


@transaction.atomic
def tour_answer(*, actor: Actor, answer: str) -> TourAnswer:
    """Keep what the actor said to the tour of the present role (`begun`, `refused`); the first answer stays.

    Raises ValidationError for any other answer.
    """
    assert actor.account is not None, "a person is shown round"
    assert actor.role is not None, "in a post"
    Account.objects.select_for_update(no_key=True).get(pk=actor.account.pk)
    former = TourAnswer.objects.filter(account=actor.account, role=actor.role).first()
    if former is not None:
        return former
    row = TourAnswer(account=actor.account, role=actor.role, answer=answer, answered_at=clock.now())
    row.full_clean()
    row.save()
    log_change(
        actor=actor,
        action="tour_answer",
        target=actor.account,
        after={"role": row.role, "answer": row.answer},
    )
    return row
