"""What urging and statements put into the shell: their parts of 我的职责 and of the office's inbox, checks, words."""

from django.http import HttpRequest
from django.urls import reverse

from duties.models import Question, UrgingLetter
from duties.selectors.scope import regulations_read_anew
from duties.selectors.statements import unit_statements, waiting_counts
from duties.services import statements, urging
from duties.services.urging_letters import letter_check
from duties.urging_letter import KIND as LETTER
from portal import registry
from portal.access import Actor
from portal.models import Document, Role
from portal.registry import Part


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_document_check(LETTER, letter_check)
    registry.add_document_page(LETTER, letter_page)
    registry.add_message_kind(urging.KIND, "催办")
    registry.add_message_kind(statements.KIND, "情况说明和豁免申请")
    registry.add_part("mine", unit_part, order=15)
    registry.add_part("messages", office_part, order=5)
    registry.add_part("desk", office_part, order=5)
    registry.add_part("desk", questions_part, order=30)


def letter_page(document: Document) -> str:
    """The page of the urging that a letter belongs to; one query."""
    found = UrgingLetter.objects.filter(document=document).values_list("act__public_id", flat=True).first()
    return reverse("urging", args=[found]) if found else ""


def unit_part(request: HttpRequest, actor: Actor) -> Part | None:
    """What the unit has stated and is not settled, or was answered lately."""
    if actor.post is None:
        return None
    stated = unit_statements(actor.post.unit)
    if not stated:
        return None
    more = sum(each.state == "more" for each, _ in stated)
    return Part("duties/statements/unit_part.html", {"stated": stated}, more, "待补充说明")


def questions_part(request: HttpRequest, actor: Actor) -> Part | None:
    """How many questions on readings wait for the office that interprets the regulation."""
    regulations = regulations_read_anew(actor)
    if not regulations:
        return None
    asked = Question.objects.filter(state=Question.State.ASKED, rule__regulation__in=regulations).count()
    if not asked:
        return None
    context = {"title": "口径答疑", "url": reverse("questions"), "words": f"{asked} 个问题等待本办公室答复"}
    return Part("components/waiting.html", context, asked, "口径答疑")


def office_part(request: HttpRequest, actor: Actor) -> Part | None:
    """How many statements wait for the office's answer."""
    if actor.role != Role.OFFICE:
        return None
    counts = waiting_counts(actor)
    total = sum(counts.values())
    if not total:
        return None
    return Part("duties/statements/office_part.html", {"stated_counts": counts}, total, "待答复")
