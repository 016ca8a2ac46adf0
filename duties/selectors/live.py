"""Whether anything has changed that a page of an area may show: one row of the change log is enough to tell.

A stamp names the day and the last row of the log that was there, with how many of the rows before it: a row that was
numbered earlier and committed later is seen by that.
"""

import re

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery

from portal import clock
from portal.models import Area, Change, Unit

WINDOW = 1000
"""So many of the last rows are looked at for those that were committed late."""

STAMP = re.compile(r"(\d{4}-\d\d-\d\d)\.(\d{1,18})\.(\d{1,4})", re.ASCII)


def stamp_now() -> str:
    """The stamp of what is there now; take it before the page reads anything. One query."""
    last = Subquery(Change.objects.order_by("-pk").values("pk")[:1])
    found = Change.objects.filter(pk__gt=last - WINDOW).aggregate(last=Max("pk"), number=Count("pk"))
    return f"{clock.today():%Y-%m-%d}.{found['last'] or 0}.{found['number']}"


def changed_since(stamp: str, unit: Unit) -> bool:
    """Whether something was written since `stamp` of the area of `unit`, or of no unit; a stamp that is none has changed.

    The days count too: with each, due days pass. One query, whatever the size of the log.
    """
    found = STAMP.fullmatch(stamp)
    if found is None or found[1] != f"{clock.today():%Y-%m-%d}":
        return True
    last, number = int(found[2]), int(found[3])
    concerned = Q(unit__isnull=True) | Q(Exists(Area.objects.filter(ancestor=unit, unit=OuterRef("unit"))))
    counted = Change.objects.filter(pk__gt=last - WINDOW).aggregate(
        before=Count("pk", filter=Q(pk__lte=last)), after=Count("pk", filter=Q(pk__gt=last) & concerned)
    )
    return bool(counted["before"] != number or counted["after"])
