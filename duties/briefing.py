"""What briefs put into the shell: their job, their page, how their messages are called."""

from django.http import HttpRequest
from django.urls import reverse

from duties.briefs.facts import Facts
from duties.briefs.words import summary_words
from duties.demo.briefs import add_briefs
from duties.selectors.briefs import readable_briefs
from duties.services.briefs import BRIEF_JOB, MESSAGE_KIND
from portal import access, registry
from portal.access import Actor
from portal.models import Role
from portal.registry import Part


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_job_kind(BRIEF_JOB, "duties.services.briefs.brief_work")
    registry.add_message_kind(MESSAGE_KIND, "简报")
    registry.add_part("desk", desk_part, order=6)
    registry.add_demo_part(add_briefs)
    registry.add_page("简报", "briefs", roles=access.READS_BELOW, order=34)


def desk_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The latest brief of the own unit, in its own words, for whoever decides by it; one query."""
    if actor.role not in {Role.LEADER, Role.APPROVER} or actor.post is None:
        return None
    brief = readable_briefs(actor).filter(unit=actor.post.unit).first()
    if brief is None:
        return None
    context = {
        "title": f"简报 {brief.number}({brief.day:%Y-%m-%d})",
        "url": reverse("brief", args=[brief.public_id]),
        "words": summary_words(Facts.of(brief.facts)).removesuffix("。"),
    }
    return Part("components/waiting.html", context)
