"""What the work in the field puts on 我的职责: problems that one's unit is to solve."""

from django.http import HttpRequest

from meetings.field_access import visible_problems
from meetings.selectors.problems import problem_counts
from portal.access import Actor
from portal.models import Role
from portal.registry import Part


def problems_to_solve(request: HttpRequest, actor: Actor) -> Part | None:
    """For a unit's clerks and officials what visits have found that it is to solve."""
    if actor.role not in (Role.OFFICIAL, Role.CLERK) or actor.post is None:
        return None
    found = problem_counts(visible_problems(actor).filter(owner_unit=actor.post.unit))
    if not found["open"]:
        return None
    context = {"problems_open": found["open"], "problems_overdue": found["overdue"]}
    return Part("meetings/problems/part.html", context, found["open"], "待解决问题")
