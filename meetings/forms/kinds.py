"""Which form fills in entries of which kind."""

from collections.abc import Mapping

from meetings.forms.base import EntryForm
from meetings.forms.general import GeneralForm
from meetings.forms.household_contact import HouseholdContactForm
from meetings.forms.meeting import MeetingForm
from meetings.forms.papers import DisclosureForm, DocumentForm, ReportForm
from meetings.forms.targets import TargetsForm
from meetings.forms.visit import VisitForm
from meetings.kinds import (
    ASSESSMENT,
    DISCLOSURE,
    DOCUMENT,
    HOUSEHOLD_CONTACT,
    INSPECTION,
    MEETING,
    REPORT,
    VISIT,
)
from meetings.selectors.targets import aims_at_households

FORMS: Mapping[str, type[EntryForm]] = {
    MEETING: MeetingForm,
    VISIT: VisitForm,
    HOUSEHOLD_CONTACT: HouseholdContactForm,
    DOCUMENT: DocumentForm,
    REPORT: ReportForm,
    DISCLOSURE: DisclosureForm,
    INSPECTION: TargetsForm,
    ASSESSMENT: TargetsForm,
}


def form_of(kind: str) -> type[EntryForm]:
    """The form of `kind`; where the program has none of its own for it, the one that fits what its rules ask for."""
    if kind in FORMS:
        return FORMS[kind]
    return HouseholdContactForm if aims_at_households(kind) else GeneralForm
