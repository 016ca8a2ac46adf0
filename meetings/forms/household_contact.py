"""The form of a round of households (入户走访联系): a company, a day, an official, the households ticked; no pictures."""

import dataclasses
from typing import Any, ClassVar

from django.forms import CheckboxSelectMultiple, ChoiceField, MultipleChoiceField, RadioSelect

from duties.models import Household
from meetings.forms.base import EntryForm
from meetings.selectors.households import prefix_of
from meetings.selectors.rounds import Tick, households_on, ticks
from meetings.services.contents import EntryContent

WAYS = ("走访", "联系")
"""The regulation's own two words (第九条): 走遍或者联系."""


class HouseholdContactForm(EntryForm):
    """Which households an official walked to or contacted; nothing else of a household is asked or kept."""

    sections: ClassVar[tuple[str, ...]] = ("round_when", "households", "reason")
    scripts: ClassVar[tuple[str, ...]] = ("js/grid.js", "js/entry-households.js")
    usually_led: ClassVar[bool] = True

    title = minutes = evidence = None  # type: ignore[assignment]
    way = ChoiceField(
        label="方式",
        required=False,
        widget=RadioSelect,
        choices=[("走访", "上门走访"), ("联系", "电话等方式联系")],
        error_messages={"invalid_choice": "请选择是走访还是联系。"},
    )
    households = MultipleChoiceField(
        label="走访或者联系的户",
        required=False,
        widget=CheckboxSelectMultiple,
        error_messages={"invalid_choice": "户编号 %(value)s 不在本连队当日的在册名单里;请核对日期和名单。"},
    )

    def initial_of(self, content: EntryContent | None) -> dict[str, Any]:
        """Households by number; a walk, as is usual."""
        values = super().initial_of(content)
        ticked = [household.number for household in content.households] if content else []
        return values | {"households": ticked} | ({} if content else {"way": WAYS[0]})

    def prepare(self) -> None:
        """The households on the register that day, and those ticked before."""
        kept = self.content.households if self.content else []
        self.offered = {each.number: each for each in [*households_on(self.unit, self.day), *kept]}
        self.fields["households"].choices = [(number, number) for number in self.offered]  # type: ignore[attr-defined]

    @property
    def ticks(self) -> list[Tick]:
        """One cell a household, with how it stands in the year of the day."""
        return ticks(self.unit, self.day, list(self.offered), set(self["households"].value() or []))

    @property
    def common_start(self) -> str:
        """What all numbers begin with, that the cells leave out."""
        return prefix_of(list(self.offered))

    @property
    def left(self) -> int:
        """How many are still to be reached that year."""
        return sum(not tick.reached for tick in self.ticks)

    def clean_households(self) -> list[Household]:
        """The households ticked."""
        return [self.offered[number] for number in self.cleaned_data["households"]]

    def own_content(self) -> dict[str, Any]:
        """The households."""
        return {"households": self.cleaned_data.get("households", [])}

    @property
    def entry_content(self) -> EntryContent:
        """As filled in; what files a browser may still send stays out of it."""
        return dataclasses.replace(super().entry_content, files=())
