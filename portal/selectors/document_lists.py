"""Lists of official documents: sent and received, what waits for somebody, and the register of numbers."""

import dataclasses
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from portal.access import Actor
from portal.models import BatchItem, Change, Document, Job, NumberRegister, Role, Unit
from portal.selectors.documents import WRITES, asked_of, readable_documents

SENT, RECEIVED = "sent", "received"
UNSETTLED = (Job.State.WAITING, Job.State.RUNNING)


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What somebody looks for: a side (sent, received or both), kind, state, year and words of number or title."""

    side: str = ""
    kind: str = ""
    state: str = ""
    year: int | None = None
    words: str = ""


def documents_of(actor: Actor, wanted: Wanted) -> QuerySet[Document]:
    """The documents in the actor's scope that fit, the latest first.

    Sent and received are those of the post's own unit.
    """
    found = readable_documents(actor)
    unit = actor.post.unit if actor.post else None
    if wanted.side == SENT:
        found = found.filter(issuer=unit)
    elif wanted.side == RECEIVED:
        found = found.filter(addressee=unit).exclude(number="")
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.year:
        found = found.filter(of_year(wanted.year))
    if wanted.words:
        found = found.filter(Q(number__icontains=wanted.words) | Q(title__icontains=wanted.words))
    return found.order_by("-drafted_at", "-pk")


def of_year(year: int) -> Q:
    """The condition of a year: that of the number, or while there is none that of the draft."""
    return Q(register__year=year) | Q(register__isnull=True, drafted_at__year=year)


@dataclasses.dataclass(frozen=True)
class Waiting:
    """How many documents wait for the actor: to be reviewed, mended, countersigned and issued."""

    to_review: int = 0
    to_mend: int = 0
    to_countersign: int = 0
    to_issue: int = 0

    @property
    def all(self) -> int:
        """All of them."""
        return self.to_review + self.to_mend + self.to_countersign + self.to_issue


def waiting_for(actor: Actor) -> Waiting:
    """What waits for the actor's post; at most three queries."""
    if actor.post is None:
        return Waiting()
    if actor.role == Role.OFFICE:
        return _desk(actor, actor.post.unit)
    countersign = asked_of(actor).count()
    return Waiting(to_countersign=countersign, to_issue=signable(actor).count())


def _desk(actor: Actor, unit: Unit) -> Waiting:
    """What waits for the office of `unit`; one query."""
    drafts = Q(issuer=unit, state=Document.State.DRAFT)
    returned = Q(issuer=unit, state=Document.State.RETURNED)
    asked = Q(pk__in=asked_of(actor).values("document"))
    counts = Document.objects.filter(drafts | returned | asked).aggregate(
        to_review=Count("pk", filter=drafts),
        to_mend=Count("pk", filter=returned),
        to_countersign=Count("pk", filter=asked),
    )
    return Waiting(**counts)


def signable(actor: Actor) -> QuerySet[Document]:
    """The documents of the actor's own unit that the actor may sign now: not those that it drafted or is issuing."""
    if actor.post is None or actor.account is None or actor.role != Role.APPROVER:
        return Document.objects.none()
    drafted = Change.objects.filter(
        target_kind="portal.document", action__in=WRITES, account=actor.account
    ).values_list("target_ref", flat=True)
    own = [ref for ref in drafted if ref]
    in_batch = BatchItem.objects.filter(job__state__in=UNSETTLED).values("document")
    return (
        Document.objects.filter(issuer=actor.post.unit, state=Document.State.REVIEWED)
        .exclude(drafted_by=actor.account)
        .exclude(public_id__in=own)
        .exclude(pk__in=in_batch)
        .select_related("addressee", "drafted_by", "reviewed_by")
        .order_by("reviewed_at", "pk")
    )


def to_review(actor: Actor) -> QuerySet[Document]:
    """The drafts of the actor's own office, the oldest first."""
    return _of_office(actor, Document.State.DRAFT)


def to_mend(actor: Actor) -> QuerySet[Document]:
    """The documents that came back to the actor's own office, the oldest first."""
    return _of_office(actor, Document.State.RETURNED)


def _of_office(actor: Actor, state: str) -> QuerySet[Document]:
    if actor.role != Role.OFFICE or actor.post is None:
        return Document.objects.none()
    found = Document.objects.filter(issuer=actor.post.unit, state=state)
    return found.select_related("addressee", "drafted_by", "reviewed_by").order_by("drafted_at", "pk")


def to_countersign(actor: Actor) -> QuerySet[Document]:
    """The documents that wait for the actor's countersignature, the longest first."""
    return readable_documents(actor).filter(pk__in=asked_of(actor).values("document")).order_by("reviewed_at")


def registers_of(actor: Actor) -> QuerySet[NumberRegister]:
    """The registers of the actor's own unit, the latest year first."""
    unit = actor.post.unit if actor.post else None
    return NumberRegister.objects.filter(issuer=unit).order_by("-year", "kind")


def register_documents(registers: Iterable[NumberRegister]) -> QuerySet[Document]:
    """The documents entered in these registers by kind, year and number; void ones too."""
    return (
        Document.objects.filter(register__in=registers)
        .select_related("register", "addressee", "issued_by", "drafted_by", "replaces", "file")
        .order_by("-register__year", "register__kind", "serial")
    )
