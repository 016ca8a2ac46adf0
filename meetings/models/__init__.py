"""Tables of logging."""

from meetings.models.entries import AgendaItem, Attendance, Entry, EntryState, Evidence

__all__ = ["AgendaItem", "Attendance", "Entry", "EntryState", "Evidence"]
