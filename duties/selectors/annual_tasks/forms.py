"""What a list and its tasks can be made of: forms that the unit owes, rules that bind it, units that can lead, seats."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import Q

from duties.models import Reading
from duties.naming import article_name
from portal import clock
from portal.models import Area, Tag, Unit, Word
from portal.selectors.vocabulary import vocabulary

SCHEMES = frozenset({"assessment_scheme"})
"""Documents of a year that are no task lists: the scheme of an assessment has a life of its own."""


def list_forms(unit: Unit, day: dt.date | None = None) -> list[Word]:
    """The documents that a unit like this owes every year and that its task list can stand for, by the rulebook."""
    day = day or clock.today()
    owed = Reading.objects.filter(
        kind="document", measure="submission", bearer="unit", period="year", units__contains=[unit.kind],
        known__endswith__isnull=True, governs__contains=day,
    )  # fmt: skip
    tags = set(Tag.objects.present(day).filter(unit=unit).values_list("tag", flat=True))
    forms = [
        reading.form
        for reading in owed.order_by("rule__position")
        if (not reading.tag or reading.tag in tags) and reading.form not in SCHEMES
    ]
    known = {word.code: word for word in vocabulary().forms_of("document")}
    return [known[form] for form in dict.fromkeys(forms) if form in known]


def served_readings(unit: Unit, day: dt.date | None = None) -> list[Reading]:
    """The readings that bind a unit like this: what its tasks can serve, in the order of the articles; one query."""
    binding = Reading.objects.filter(
        units__contains=[unit.kind], known__endswith__isnull=True, governs__contains=day or clock.today()
    )
    return list(binding.select_related("rule__regulation").order_by("rule__regulation", "rule__position"))


def rule_choices(unit: Unit) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rules that bind a unit as grouped choices, article by article."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for reading in served_readings(unit):
        name = article_name(reading.rule.article)
        groups.setdefault(name, []).append((str(reading.rule_id), f"{name} · {reading.title}"))
    return list(groups.items())


def near_units(unit: Unit) -> list[Unit]:
    """The unit and those directly below it today: who can lead its tasks; one query."""
    near = Area.objects.filter(ancestor=unit, depth__lte=1, during__contains=clock.today())
    found = Unit.objects.filter(pk__in=near.values("unit")).order_by("code")
    return sorted(found, key=lambda each: each.pk != unit.pk)


def units_called(unit: Unit, text: str) -> list[Unit]:
    """The units of the area of `unit` that `text` names, one a line, by code or full name; two queries.

    Raises ValidationError for a name that none or several of them bear.
    """
    wanted = list(
        dict.fromkeys(filter(None, (line.strip() for line in text.replace("、", "\n").splitlines())))
    )
    if not wanted:
        return []
    area = Area.objects.filter(ancestor=unit, during__contains=clock.today()).values("unit")
    found = list(Unit.objects.filter(Q(code__in=wanted) | Q(name__in=wanted), pk__in=area))
    named: dict[int, Unit] = {}
    for name in wanted:
        fits = [each for each in found if name in (each.code, each.name)]
        if len(fits) != 1:
            why = "有多个单位叫这个名称,请改填代码" if fits else "本辖区没有这个单位,请填代码或全称"
            raise ValidationError(f"“{name}”:{why}。")
        named[fits[0].pk] = fits[0]
    return list(named.values())


def role_choices() -> Sequence[tuple[str, str]]:
    """The seats that can be responsible for a task."""
    words = vocabulary().words.get(Word.Group.ROLE, {})
    return [(code, word.name) for code, word in words.items()]
