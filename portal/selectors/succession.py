"""Units that are no more, and who took over from them."""

from portal import clock
from portal.models import Existence, Succession, Unit


def exists_today(unit: int) -> bool:
    """Whether the unit (id) exists today; one query."""
    return Existence.objects.present().filter(unit=unit).exists()


def successor_of(unit: Unit) -> Unit | None:
    """The one unit that took over from `unit` by today and exists; None where there is none or there are several."""
    seen, today = {unit.pk}, clock.today()
    while True:
        rows = Succession.objects.filter(unit=unit, on__lte=today).select_related("successor")
        following = {row.successor_id: row.successor for row in rows}
        if len(following) != 1:
            return None
        unit = next(iter(following.values()))
        if exists_today(unit.pk):
            return unit
        if unit.pk in seen:
            return None
        seen.add(unit.pk)
