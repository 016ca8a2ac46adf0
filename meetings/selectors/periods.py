"""The periods that an entry may name: for papers the one that they are about, for what is made up the one that was missed."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet

from duties.models import Obligation, Reading
from duties.periods import CALENDAR_KINDS, ONE_DAY, Kind, Period, parse, period_of
from portal import clock
from portal.models import Unit
from portal.wording import period_cn

BACK = {"quarter": 4, "month": 4, "week": 4, "ten_days": 4, "half": 2, "year": 2}
"""How many periods of a kind are offered, the latest first."""
SUBMISSION = "submission"


def period_options(
    unit: Unit, kind: str, forms: Collection[str], day: dt.date
) -> tuple[list[tuple[str, str]], bool]:
    """Periods, as seen from `day`, of the lengths in which units like this owe records of these forms; one query.

    Of what is submitted for a period (then the second value is true) the next and the present one too; of the rest
    only those that are over.
    """
    ahead: set[str] = set()
    over: set[str] = set()
    for measure, length in _asked(unit, kind, forms).values_list("measure", "period"):
        (ahead if measure == SUBMISSION else over).add(length)
    options = []
    for length in CALENDAR_KINDS:
        if length in ahead | over:
            options += [
                (period.name, period_cn(period.name)) for period in _near(length, day, length in ahead)
            ]
    return options, bool(ahead)


def _asked(unit: Unit, kind: str, forms: Collection[str]) -> QuerySet[Reading]:
    asked = Reading.objects.filter(kind=kind, units__contains=[unit.kind], known__endswith__isnull=True)
    # Coverage is fulfilled in its period, unless it may be due after the period's end.
    late = Q(measure="coverage") & ~Q(due="period_end")
    asked = asked.filter(Q(measure__in=["count", SUBMISSION]) | late)
    if forms:
        asked = asked.filter(Q(form="") | Q(form__in=forms) | Q(also_forms__overlap=list(forms)))
    return asked


def _near(length: Kind, day: dt.date, ahead: bool) -> list[Period]:
    present = period_of(length, day)
    found = [period_of(length, present.end), present] if ahead else []
    period = present
    for _ in range(BACK[length]):
        period = period_of(length, period.start - ONE_DAY)
        found.append(period)
    return found


def is_submitted(unit: Unit, kind: str, forms: Collection[str]) -> bool:
    """Whether units like this submit such papers for periods; one query."""
    return _asked(unit, kind, forms).filter(measure=SUBMISSION).exists()


def owed_period(unit: Unit, kind: str, forms: Sequence[str], day: dt.date) -> str:
    """The period for which such a paper is most likely; one query.

    Of the periods still owed that have begun the one due nearest to `day`, else of those to come; else of all.
    """
    rows = Obligation.objects.filter(
        unit=unit, reading__kind=kind, reading__measure=SUBMISSION, required__gt=0
    )
    rows = rows.filter(reading__form__in=forms) if forms else rows.filter(reading__form="")
    found = [
        (counted >= required, start > day, abs((due_on - day).days), period)
        for counted, required, start, due_on, period in rows.values_list(
            "counted", "required", "period_start", "due_on", "period"
        )
    ]
    return min(found)[3] if found else ""


def asked_period(name: str, *, ahead: bool = False) -> str:
    """`name` where a form may begin with it: a calendar period that is over, so that a meeting for it is a make-up.

    With `ahead` any calendar period. Else nothing.
    """
    try:
        period = parse(name)
    except ValueError:
        return ""
    return name if ahead or period.end <= clock.today() else ""
