"""What of logging lies open when a seat changes hands (portal.reorganising)."""

from collections.abc import Sequence

from meetings.models import Entry, EntryState
from portal.models import Person, Unit
from portal.reorganising import Part, add_reorganisation


class MeetingsPart(Part):
    """The part of the entries in a reorganisation: they stay with their unit."""

    def seat_items(self, unit: Unit, role: str, holders: Sequence[Person]) -> Sequence[str]:
        """Entries with the holder in the chair that are not yet handed in."""
        unsent = [EntryState.DRAFT, EntryState.RETURNED]
        count = Entry.objects.filter(unit=unit, leader__in=holders, state__in=unsent).count()
        return [f"离任人主持的登记单有{count}份尚未提交或被退回,留在本单位由经办人办结。"] if count else []


def join() -> None:
    """Take part in reorganisations."""
    add_reorganisation(MeetingsPart())
