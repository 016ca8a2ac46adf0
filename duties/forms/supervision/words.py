"""Units that a form names in words: by code or full name, within the area of whoever writes."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from portal import access
from portal.access import Actor
from portal.models import Unit


def units_named(actor: Actor, text: str) -> list[Unit]:
    """The units of the actor's area that `text` names, one a line, by code or full name; two queries.

    Raises ValidationError for a name that none or several of them bear.
    """
    wanted = list(dict.fromkeys(filter(None, (line.strip() for line in text.splitlines()))))
    if not wanted:
        return []
    named = Q(code__in=wanted) | Q(name__in=wanted)
    found = list(access.readable_units(actor).filter(named))
    units = []
    for name in wanted:
        fits = [unit for unit in found if name in (unit.code, unit.name)]
        if len(fits) != 1:
            why = "有多个单位叫这个名称,请改填代码" if fits else "本辖区没有这个单位,请填代码或全称"
            raise ValidationError(f"“{name}”:{why}。")
        units += fits
    return list({unit.pk: unit for unit in units}.values())
