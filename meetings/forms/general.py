"""The form of a kind for which the program has none of its own: what any rule of another regulation may ask for."""

from typing import Any, ClassVar

from django.forms import BooleanField

from meetings.forms.targets import TargetsForm
from meetings.selectors.targets import aims_at_units
from meetings.selectors.visit_targets import linked_and_below
from meetings.services.contents import EntryContent
from portal.models import Unit


class GeneralForm(TargetsForm):
    """Forms, units where the rules of the kind aim at such, day, leader, topic, period, text and files."""

    sections: ClassVar[tuple[str, ...]] = (
        "forms", "targets_asked", "when", "on_topic", "title", "minutes", "evidence", "more", "reason",
    )  # fmt: skip

    on_topic = BooleanField(required=False)

    def initial_of(self, content: EntryContent | None) -> dict[str, Any]:
        """A new entry is one on the topic."""
        values = super().initial_of(content)
        return values | {"on_topic": bool(content.details.get("on_topic")) if content else True}

    def offered_targets(self) -> list[Unit]:
        """The contact points of the unit and the units below it, where the rules aim at units."""
        if not aims_at_units(self.unit, self.kind):
            return []
        return linked_and_below(self.unit, self.kind, self.day)
