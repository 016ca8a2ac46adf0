"""The parts of an entry of the work in the field: households that were ticked, problems that were found."""

from typing import Any, ClassVar

from meetings.models import Entry, EntryHousehold, Problem
from meetings.services.contents import EntryContent, ProblemLine
from portal.models import Word
from portal.selectors.vocabulary import vocabulary


class HouseholdsPart:
    """The households that were walked to or contacted, by number alone."""

    counts: ClassVar[bool] = True

    def write(self, entry: Entry, content: EntryContent) -> None:
        """Write all anew."""
        entry.ticked.all().delete()
        EntryHousehold.objects.bulk_create(
            EntryHousehold(entry=entry, household=household) for household in content.households
        )

    def read(self, entry: Entry) -> dict[str, Any]:
        """Households by number."""
        rows = entry.ticked.select_related("household").order_by("household__number")
        return {"households": [each.household for each in rows]}

    def shown(self, entry: Entry) -> dict[str, list[str]]:
        """Their numbers."""
        rows = entry.ticked.order_by("household__number")
        return {"households": list(rows.values_list("household__number", flat=True))}


class ProblemsPart:
    """The problems found on a visit."""

    counts: ClassVar[bool] = False

    def write(self, entry: Entry, content: EntryContent) -> None:
        """Write all anew, under the keys that they had."""
        entry.problems.all().delete()
        Problem.objects.bulk_create(
            Problem(
                entry=entry,
                key=line.key,
                position=position,
                category=line.category,
                text=line.text,
                owner_unit=line.owner_unit,
                owner_role=line.owner_role,
                measure=line.measure,
                due_on=line.due_on,
            )
            for position, line in enumerate(content.problems)
        )

    def read(self, entry: Entry) -> dict[str, Any]:
        """Problems in their order."""
        rows = entry.problems.select_related("owner_unit")
        return {
            "problems": [
                ProblemLine(
                    text=each.text,
                    owner_unit=each.owner_unit,
                    category=each.category,
                    owner_role=each.owner_role,
                    measure=each.measure,
                    due_on=each.due_on,
                    key=each.key,
                )
                for each in rows
            ]
        }

    def shown(self, entry: Entry) -> dict[str, list[str]]:
        """Text, owner, measure and deadline in a line."""
        rows = list(entry.problems.select_related("owner_unit"))
        words = vocabulary() if any(each.owner_role for each in rows) else None
        lines = []
        for each in rows:
            role = words.name(Word.Group.ROLE, each.owner_role) if words and each.owner_role else ""
            until = f",{each.due_on}前" if each.due_on else ""
            measure = f";{each.measure}" if each.measure else ""
            lines.append(
                f"{each.get_category_display()}:{each.text}({each.owner_unit.name}{role}{until}){measure}"
            )
        return {"problems": lines}
