"""What of logging lies open when a seat changes hands (portal.reorganising)."""

from collections.abc import Sequence

from meetings.access import OPEN
from meetings.models import Decision, Entry, EntryState
from portal.models import Person, Unit
from portal.reorganising import Part, add_reorganisation


class MeetingsPart(Part):
    """The part of the entries in a reorganisation: they stay with their unit."""

    def seat_items(self, unit: Unit, role: str, holders: Sequence[Person]) -> Sequence[str]:
        """Entries of the holder that are not yet handed in, and decisions that charge the seat."""
        unsent = [EntryState.DRAFT, EntryState.PLANNED, EntryState.RETURNED]
        entries = Entry.objects.filter(unit=unit, leader__in=holders, state__in=unsent).count()
        decisions = Decision.objects.filter(
            owner_unit=unit, owner_role=role, closed_on=None, entry__state__in=OPEN
        ).count()
        found = []
        if entries:
            found.append(f"离任人主持的登记单有{entries}份尚未提交或被退回,留在本单位由经办人办结。")
        if decisions:
            found.append(f"由该职务落实的议定事项有{decisions}项尚未办结,由接任人继续落实。")
        return found


def join() -> None:
    """Take part in reorganisations."""
    add_reorganisation(MeetingsPart())
