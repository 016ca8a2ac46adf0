"""Briefs of a demonstration: the corps' own is set to be made every Monday."""

from duties.demo.questions import OFFICE, actor_of
from duties.models import BriefSchedule
from duties.services.briefs import brief_schedule_set


def add_briefs() -> None:
    """Set it as the office that can sign in; twice does nothing."""
    office = actor_of(OFFICE)
    if office is None or office.post is None or BriefSchedule.objects.exists():
        return
    brief_schedule_set(actor=office, unit=office.post.unit, every=BriefSchedule.Every.WEEK, seen="")
