"""The shell's tables."""

from portal.models.accounts import Account, Appointment, Role
from portal.models.api import ApiArea, ApiReply, ApiToken, ChangeEvent, ChangeOutbox
from portal.models.certificates import SigningCertificate
from portal.models.changes import Access, Change
from portal.models.channels import Adapter, CalendarDay, CalendarYear, Endpoint, Preference
from portal.models.documents import BatchItem, Countersignature, Document, NumberRegister
from portal.models.facts import KNOWN_EVER, Fact, FactQuerySet, known_from_now
from portal.models.files import FilePreview, StoredFile, Upload
from portal.models.health import ScheduleRun
from portal.models.installation import Installation
from portal.models.jobs import Job
from portal.models.messages import Channel, Delivery, Message
from portal.models.people import Person, Tenure
from portal.models.saved_views import DefaultView, SavedView
from portal.models.search import SearchCheck, SearchEntry
from portal.models.tours import TourAnswer
from portal.models.units import Area, Existence, Name, Placement, Succession, Tag, Unit
from portal.models.vocabulary import Word

__all__ = [
    "KNOWN_EVER",
    "Access",
    "Account",
    "Adapter",
    "ApiArea",
    "ApiReply",
    "ApiToken",
    "Appointment",
    "Area",
    "BatchItem",
    "CalendarDay",
    "CalendarYear",
    "Change",
    "ChangeEvent",
    "ChangeOutbox",
    "Channel",
    "Countersignature",
    "DefaultView",
    "Delivery",
    "Document",
    "Endpoint",
    "Existence",
    "Fact",
    "FactQuerySet",
    "FilePreview",
    "Installation",
    "Job",
    "Message",
    "Name",
    "NumberRegister",
    "Person",
    "Placement",
    "Preference",
    "Role",
    "SavedView",
    "ScheduleRun",
    "SearchCheck",
    "SearchEntry",
    "SigningCertificate",
    "StoredFile",
    "Succession",
    "Tag",
    "Tenure",
    "TourAnswer",
    "Unit",
    "Upload",
    "Word",
    "known_from_now",
]
