"""What was done with an item: every step with its files, the superior's words on top, by how much the deadline moved."""

import dataclasses
import uuid
from collections.abc import Sequence

from django.db.models import Prefetch
from django.http import Http404

from duties.models import SupervisionItem, SupervisionStep
from duties.supervision_states import Action
from portal.models import StoredFile

FILES = Prefetch("files", StoredFile.objects.order_by("pk"))


@dataclasses.dataclass(frozen=True)
class Course:
    """The steps of an item, the latest first; `instructions` are the superior's, `returns` how often it came back."""

    steps: Sequence[SupervisionStep]

    @property
    def instructions(self) -> list[SupervisionStep]:
        """What superiors have written on it (批示), the latest first."""
        return [step for step in self.steps if step.action == Action.INSTRUCT]

    @property
    def returns(self) -> int:
        """How often it was returned."""
        return sum(step.action == Action.RETURN for step in self.steps)

    @property
    def asked(self) -> SupervisionStep | None:
        """The latest request for time."""
        return next((step for step in self.steps if step.action == Action.ASK), None)


def course_of(item: SupervisionItem) -> Course:
    """All that was done with an item; two queries."""
    return Course(list(item.steps.prefetch_related(FILES).order_by("-at", "-pk")))


def step_file_or_404(item: SupervisionItem, public_id: uuid.UUID) -> StoredFile:
    """A file that came with a step of the item; raises Http404 where there is none."""
    found = StoredFile.objects.filter(
        pk__in=SupervisionStep.files.through.objects.filter(supervisionstep__item=item).values("storedfile"),
        public_id=public_id,
    ).first()
    if found is None:
        raise Http404
    return found


def latest_words(items: Sequence[SupervisionItem]) -> dict[int, str]:
    """What was said last about each item's work (progress, feedback, return), by the item's id; one query."""
    told = [Action.PROGRESS, Action.FEED_BACK, Action.RETURN, Action.REVIEW, Action.CLOSE]
    steps = SupervisionStep.objects.filter(item__in=items, action__in=told).order_by("at", "pk")
    return {step.item_id: step.text for step in steps}
