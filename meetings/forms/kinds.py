"""Which form fills in entries of which kind."""

from collections.abc import Mapping

from meetings.forms.base import EntryForm
from meetings.forms.meeting import MeetingForm
from meetings.forms.papers import DisclosureForm, DocumentForm, PlainForm, ReportForm
from meetings.forms.targets import TargetsForm
from meetings.kinds import ASSESSMENT, DISCLOSURE, DOCUMENT, INSPECTION, MEETING, REPORT

FORMS: Mapping[str, type[EntryForm]] = {
    MEETING: MeetingForm,
    DOCUMENT: DocumentForm,
    REPORT: ReportForm,
    DISCLOSURE: DisclosureForm,
    INSPECTION: TargetsForm,
    ASSESSMENT: TargetsForm,
}


def form_of(kind: str) -> type[EntryForm]:
    """The form of `kind`; the plain one where the program has none of its own for it."""
    return FORMS.get(kind, PlainForm)
