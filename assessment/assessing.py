"""What assessments put into the shell: pages, jobs, checks of their papers, lists, search, what waits for a person."""

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from assessment.circular_words import CIRCULAR
from assessment.demo.schemes import add_assessments
from assessment.models import Assessed, Scheme
from assessment.scheme_states import State
from assessment.schemes_package import write_assessments
from assessment.selectors.schemes.reading import readable_schemes
from assessment.selectors.schemes.waiting import waiting_for
from assessment.services.schemes.circulars import circular_check, circular_follow
from assessment.services.schemes.scoring import SCORE_JOB, TRIAL_JOB
from assessment.services.schemes.steps import MESSAGE_KIND
from duties.record_sources import Facts, RecordSource, add_record_source
from portal import access, clock, registry
from portal.access import Actor
from portal.lists.known import add_list
from portal.models import Document, Role
from portal.registry import Part
from portal.search.sources import Found, Source, addresses, only, own_key

DESKS = frozenset({Role.OFFICE, Role.APPROVER, Role.LEADER})
"""Roles without 我的职责: what waits for them stands in their inbox and on their desk."""


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_page(
        "考核", "assessment", roles=access.BUSINESS - {Role.MEMBER}, order=46, under=("/assessment/",)
    )
    add_list("assessment", "assessment.listings.schemes.SchemeList")
    add_list("objections", "assessment.listings.schemes.ObjectionList")
    registry.add_page_label("objections", "考核异议")
    registry.add_job_kind(SCORE_JOB, "assessment.services.schemes.scoring.score_work")
    registry.add_job_kind(TRIAL_JOB, "assessment.services.schemes.scoring.trial_work")
    registry.add_document_check(CIRCULAR, circular_check)
    registry.add_document_follower(CIRCULAR, circular_follow)
    registry.add_document_page(CIRCULAR, paper_page)
    registry.add_message_kind(MESSAGE_KIND, "考核")
    registry.add_part("mine", mine_part, order=24)
    registry.add_part("messages", desk_part, order=14)
    registry.add_part("desk", desk_part, order=24)
    registry.add_search_source(
        Source(
            "assessment", "考核", 55, scheme_rows, schemes_seen, access.BUSINESS,
            follows={"assessment.scheme": own_key}, recent=True,
        )
    )  # fmt: skip
    registry.add_command("拟订考核方案", "scheme-new", roles={Role.OFFICE}, words=["考核", "方案", "指标"])
    registry.add_demo_part(add_assessments)
    registry.add_package_part("实绩考核", write_assessments, order=62)
    add_record_source(SchemeSource())


def paper_page(document: Document) -> str:
    """The page of the assessment that a circular belongs to."""
    scheme = Scheme.objects.filter(circular=document).first()
    return reverse("scheme", args=[scheme.public_id]) if scheme else ""


def desk_part(request: HttpRequest, actor: Actor) -> Part | None:
    """What waits for the desks, which have no 我的职责."""
    return _part(actor) if actor.role in DESKS else None


def mine_part(request: HttpRequest, actor: Actor) -> Part | None:
    """What waits for the assessed: to report on themselves, to look at their result while they can object."""
    return None if actor.role in DESKS else _part(actor)


def _part(actor: Actor) -> Part | None:
    waiting = waiting_for(actor)
    if not waiting:
        return None
    return Part("assessment/schemes/part.html", {"assessment_rows": waiting}, len(waiting), "考核")


def scheme_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """Assessments by their title; found by who assesses and the procedure."""
    address = addresses("scheme")
    for each in only(Scheme.objects.order_by("pk"), refs).select_related("office").iterator():
        yield Found(
            ref=each.pk,
            unit=each.office_id,
            title=each.title,
            names=(f"{each.year}年考核",),
            note=f"{each.office.name} · {State(each.state).label}",
            text=f"{each.office.name} {each.procedure}",
            day=each.drafted_at.astimezone(clock.SHANGHAI).date(),
            url=address(each.public_id),
        )


def schemes_seen(actor: Actor) -> Q:
    """Those that one may read."""
    return Q(ref__in=readable_schemes(actor).order_by().values("pk"))


class SchemeSource(RecordSource):
    """What assessments know of the records that they make."""

    def signs(self, records: Collection[int], until: object) -> Collection[int]:
        """No sign of formalism comes from here."""
        return ()

    def facts(self, record: int, until: object) -> dict[str, Facts]:
        """Nothing beside the ledger's own."""
        return {}

    def page(self, record: int) -> str:
        """The page of the scheme or of the sheet that made a record; two queries."""
        scheme = Scheme.objects.filter(record=record).values_list("public_id", flat=True).first()
        if scheme:
            return reverse("scheme", args=[scheme])
        sheet = Assessed.objects.filter(record=record).values_list("public_id", flat=True).first()
        return reverse("assessed", args=[sheet]) if sheet else ""
