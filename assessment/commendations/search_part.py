"""What of commendations is found by searching. Accountability leads are found by no search."""

from collections.abc import Collection, Iterator

from django.db.models import Q

from assessment.commendation_states import State
from assessment.models import Commendation
from assessment.selectors.commendations import readable_commendations
from portal import access, clock
from portal.access import Actor
from portal.search.sources import Found, Source, addresses, only, own_key


def search_source() -> Source:
    """Commendations by whom they are about, and the number of their paper."""
    return Source(
        "commendation", "表彰", 54, rows, seen, access.BUSINESS,
        follows={"assessment.commendation": own_key}, recent=True,
    )  # fmt: skip


def rows(refs: Collection[int] | None) -> Iterator[Found]:
    """Commendations by whom they are about."""
    address = addresses("commendation")
    found = only(Commendation.objects.order_by("pk"), refs)
    for each in found.select_related("office", "unit", "person", "paper").iterator():
        who = f"{each.unit.name}{each.person.name if each.person else ''}"
        number = each.paper.number if each.paper else ""
        yield Found(
            ref=each.pk,
            unit=each.unit_id,
            title=f"表彰{who}",
            names=(number,) if number else (),
            note=" · ".join((each.office.name, f"{each.year}年", each.manner, State(each.state).label)),
            text=f"{who} {each.reason}",
            day=each.proposed_at.astimezone(clock.SHANGHAI).date(),
            url=address(each.public_id),
        )


def seen(actor: Actor) -> Q:
    """Those that one may read."""
    return Q(ref__in=readable_commendations(actor).order_by().values("pk"))
