"""Which talks one may see, in which group of states, how they look, and what became of one."""

import dataclasses
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import Http404

from duties.models import Talk, TalkLetter, TalkPerson, TalkPromise, TalkStep
from duties.talk_states import INSIDE, RECORDED, Promise, State
from portal import access, clock
from portal.access import Actor
from portal.marks import Mark
from portal.models import Role, StoredFile

MARKS = {
    State.SUGGESTED: Mark("pending", "·", State.SUGGESTED.label),
    State.SUBMITTED: Mark("due-soon", "◔", State.SUBMITTED.label),
    State.AGREED: Mark("due-soon", "◔", State.AGREED.label),
    State.NOTICED: Mark("upcoming", "◷", State.NOTICED.label),
    State.HELD: Mark("due-soon", "◔", State.HELD.label),
    State.RECTIFYING: Mark("due-soon", "◔", State.RECTIFYING.label),
    State.FED_BACK: Mark("upcoming", "◷", State.FED_BACK.label),
    State.CLOSED: Mark("met", "✓", State.CLOSED.label),
    State.DISMISSED: Mark("waived", "—", State.DISMISSED.label),
    State.CANCELLED: Mark("waived", "×", State.CANCELLED.label),
}
PROMISE_MARKS = {
    Promise.OPEN: Mark("pending", "·", Promise.OPEN.label),
    Promise.REPORTED: Mark("due-soon", "◔", Promise.REPORTED.label),
    Promise.DONE: Mark("met", "✓", Promise.DONE.label),
    Promise.DROPPED: Mark("waived", "×", Promise.DROPPED.label),
}
LATE = Mark("overdue", "!", "逾期未完成")
DONE_LATE = Mark("met-late", "✓", "逾期完成")

GROUPS: dict[str, tuple[str, frozenset[State]]] = {
    "suggested": ("建议", frozenset({State.SUGGESTED})),
    "submitted": ("待定", frozenset({State.SUBMITTED})),
    "noticed": ("已通知", frozenset({State.AGREED, State.NOTICED, State.HELD})),
    "rectifying": ("待反馈", frozenset({State.RECTIFYING, State.FED_BACK})),
    "closed": ("已办结", frozenset({State.CLOSED})),
    "ended": ("不约谈、已取消", frozenset({State.DISMISSED, State.CANCELLED})),
}
"""What the list can be narrowed to: words, and the states in it."""

NARROW = frozenset({Role.OFFICE, Role.APPROVER})
"""Roles that see what is not decided yet, on the side of who talks."""


@dataclasses.dataclass(frozen=True)
class PromiseLine:
    """A promise with how it looks and what was said about it, the latest last."""

    promise: TalkPromise
    mark: Mark
    steps: Sequence[TalkStep]

    @property
    def late(self) -> bool:
        """Whether it is still open past its day."""
        return self.mark is LATE


def readable_talks(actor: Actor) -> QuerySet[Talk]:
    """The talks that the actor may read.

    Who reads below sees those that units of the area hold; what is not decided yet only its office and approver. Who is
    talked to reads it once the notice is issued, and so do the officials of the unit that talks.
    """
    if actor.post is None or actor.role in access.ADMINISTRATORS:
        return Talk.objects.none()
    units = access.readable_units(actor).values("pk")
    seen = Q(unit__in=units, noticed_at__isnull=False)
    if actor.role in access.READS_BELOW:
        held = Q(office__in=units)
        undecided = Q(state__in=[State.SUGGESTED.value, State.SUBMITTED.value])
        seen |= held if actor.role in NARROW else held & ~undecided
    elif actor.role == Role.OFFICIAL:
        seen |= Q(office=actor.post.unit, noticed_at__isnull=False)
    return Talk.objects.filter(seen).select_related("office", "unit", "notice", "decided_by")


def readable_talk_or_404(actor: Actor, public_id: uuid.UUID) -> Talk:
    """One talk in the actor's scope, with its people and promises; raises Http404 otherwise."""
    rows = readable_talks(actor).select_related("record__recorded_by", "proposed_by", "submitted_by")
    files = TalkStep.files.through.objects.filter(talkstep__talk=OuterRef("pk"))
    letters = TalkLetter.objects.filter(talk=OuterRef("pk"))
    rows = rows.annotate(has_files=Exists(files), has_letters=Exists(letters))
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    if State(found.state) in RECORDED:
        people = TalkPerson.objects.select_related("unit", "person", "signed_by")
        promises = TalkPromise.objects.select_related("unit")
        prefetch_related_objects([found], Prefetch("people", people), Prefetch("promises", promises))
    return found


def counts(rows: QuerySet[Talk]) -> list[tuple[str, str, int]]:
    """Each group with its words and how many talks are in it; one query."""
    found = rows.order_by().values("state").annotate(n=Count("pk", distinct=True))
    numbers = {row["state"]: row["n"] for row in found}
    return [
        (name, label, sum(numbers.get(state.value, 0) for state in states))
        for name, (label, states) in GROUPS.items()
    ]


def with_tallies(rows: QuerySet[Talk]) -> QuerySet[Any]:
    """Talks with how many facts and promises they have, how many promises are settled and how many are late."""
    today = clock.today()
    settled = Q(promises__state__in=[Promise.DONE.value, Promise.DROPPED.value])
    late = Q(promises__state=Promise.OPEN.value, promises__due_on__lt=today)
    return rows.annotate(
        facts_n=Count("facts", distinct=True),
        promises_n=Count("promises", distinct=True),
        settled_n=Count("promises", filter=settled, distinct=True),
        late_n=Count("promises", filter=late, distinct=True),
    )


def promise_mark(promise: TalkPromise) -> Mark:
    """How a promise looks: late where it is open past its day, done late where it was reported after it."""
    state = Promise(promise.state)
    if state == Promise.OPEN and promise.due_on < clock.today():
        return LATE
    if state == Promise.DONE and promise.reported_on is not None and promise.reported_on > promise.due_on:
        return DONE_LATE
    return PROMISE_MARKS[state]


def steps_of(talk: Talk) -> list[TalkStep]:
    """What was done, oldest first, with its files where there are any; two queries at most."""
    steps = talk.steps.select_related("promise").order_by("at", "pk")
    return list(steps.prefetch_related("files") if getattr(talk, "has_files", True) else steps)


def reads_inside(actor: Actor, talk: Talk) -> bool:
    """Whether the actor reads how it was deliberated: of who reads below, the side of who talks; one query at most."""
    if actor.post is None or actor.role not in access.READS_BELOW or actor.post.unit.pk == talk.unit_id:
        return False
    return actor.post.unit.pk == talk.office_id or access.may_read(actor, talk.office)


def steps_seen(steps: Sequence[TalkStep], *, inside: bool) -> list[TalkStep]:
    """The steps that somebody reads: who was talked to does not read how it was deliberated."""
    hidden = {state.value for state in INSIDE}
    return [step for step in steps if inside or step.to_state not in hidden]


def promise_lines(talk: Talk, steps: Sequence[TalkStep]) -> list[PromiseLine]:
    """The promises of a talk with what was said about each."""
    return [
        PromiseLine(each, promise_mark(each), [step for step in steps if step.promise_id == each.pk])
        for each in talk.promises.all()
    ]


def talk_file_or_404(actor: Actor, public_id: uuid.UUID, file: uuid.UUID) -> StoredFile:
    """A file of a step that the actor may read; raises Http404 otherwise."""
    talk = readable_talk_or_404(actor, public_id)
    found = StoredFile.objects.filter(
        public_id=file, pk__in=TalkStep.files.through.objects.filter(talkstep__talk=talk).values("storedfile")
    ).first()
    if found is None:
        raise Http404
    return found
