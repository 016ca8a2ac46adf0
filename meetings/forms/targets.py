"""Forms of what is done at other units: each unit chosen makes a record of its own."""

from typing import Any, ClassVar

from django.forms import CheckboxSelectMultiple, MultipleChoiceField

from meetings.forms.base import EntryForm
from meetings.selectors.targets import targets_offered
from meetings.services.contents import EntryContent
from portal.models import Unit


class TargetsForm(EntryForm):
    """An inspection or assessment: of which units, led by whom."""

    sections: ClassVar[tuple[str, ...]] = (
        "forms", "targets", "when", "minutes", "evidence", "more", "reason",
    )  # fmt: skip
    plans: ClassVar[bool] = True

    targets = MultipleChoiceField(
        required=False,
        widget=CheckboxSelectMultiple,
        error_messages={"invalid_choice": "没有这个单位;请从列表中选择。"},
    )

    def initial_of(self, content: EntryContent | None) -> dict[str, Any]:
        """Units by their key."""
        values = super().initial_of(content)
        return values | {"targets": [str(unit.pk) for unit in content.targets] if content else []}

    def prepare(self) -> None:
        """The units that may be chosen, and those that were before."""
        self.offered = {str(unit.pk): unit for unit in self.offered_targets()}
        if self.content is not None:
            self.offered |= {str(unit.pk): unit for unit in self.content.targets}
        field = self.fields["targets"]
        field.label = self.kind_words.target
        field.choices = [(key, unit.name) for key, unit in self.offered.items()]  # type: ignore[attr-defined]

    def offered_targets(self) -> list[Unit]:
        """The units directly below on the day."""
        return targets_offered(self.unit, self.kind, self.day)

    def clean_targets(self) -> list[Unit]:
        """The units chosen, in the order of the list."""
        chosen = self.cleaned_data["targets"]
        return [unit for key, unit in self.offered.items() if key in chosen]

    def own_content(self) -> dict[str, Any]:
        """The units."""
        return {"targets": self.cleaned_data.get("targets", [])}
