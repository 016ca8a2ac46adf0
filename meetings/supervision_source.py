"""Decisions of meetings (议定事项) as matters that an office may put under supervision (duties.supervision_sources)."""

import uuid
from collections.abc import Collection, Mapping

from django.urls import reverse

from duties.supervision_sources import Matter, Source, add_source
from meetings.access import OPEN
from meetings.models import Decision
from meetings.selectors.decisions import visible_decisions
from portal import clock
from portal.access import Actor

KIND = "decision"


class DecisionSource(Source):
    """Decisions by their key, which is the same in a correction of their entry."""

    kind = KIND
    label = "会议议定事项"

    def matter(self, actor: Actor, ref: str) -> Matter | None:
        """The decision with this key, if the actor may read it; one query."""
        key = _key(ref)
        if key is None:
            return None
        rows = visible_decisions(actor).filter(key=key).select_related("entry__unit", "owner_unit")
        decision = rows.order_by("-pk").first()
        return matter_of(decision) if decision else None

    def settled(self, refs: Collection[str]) -> Mapping[str, str]:
        """Which decisions have been closed since, or are no more as their entry was withdrawn; one query."""
        keys = {key: ref for ref in refs if (key := _key(ref))}
        standing = dict(
            Decision.objects.filter(key__in=keys, entry__state__in=OPEN).values_list("key", "closed_on")
        )
        return {
            ref: "已落实" if key in standing else "登记单已撤回"
            for key, ref in keys.items()
            if standing.get(key) is not None or key not in standing
        }


def matter_of(decision: Decision) -> Matter:
    """A decision as a matter to be supervised; its unit, its owner and its entry's unit have been read."""
    entry = decision.entry
    day = (
        f"{entry.occurred_on.year}年{entry.occurred_on.month}月{entry.occurred_on.day}日"
        if entry.occurred_on
        else ""
    )
    return Matter(
        kind=KIND,
        ref=str(decision.key),
        unit=decision.owner_unit,
        title=decision.text,
        basis=f"{entry.unit.name}{day}“{entry.title}”议定",
        url=reverse("follow-up", args=[decision.public_id]),
        due_on=decision.due_on,
        why_not=_why_not(decision),
    )


def _why_not(decision: Decision) -> str:
    if decision.closed_on is not None:
        return "该议定事项已落实,无需督办。"
    if decision.due_on is not None and decision.due_on >= clock.today():
        return "该议定事项尚未到完成时限,逾期未落实的才能转督办。"
    return ""


def _key(ref: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(ref)
    except ValueError:
        return None


def join() -> None:
    """Let decisions be supervised."""
    add_source(DecisionSource())
