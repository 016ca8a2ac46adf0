"""What no form of supervision takes: classified matter, characters that no paper can print, units out of the area."""

import re

from django.core.exceptions import ValidationError
from django.db.models import Q

from portal import access
from portal.access import Actor
from portal.documents.fonts import unprintable
from portal.models import Unit

CLASSIFIED = re.compile(r"(绝密|机密|秘密)\s*[★☆*]?")
"""Marks of classified papers, which this portal must not hold."""


def unclassified(text: str) -> str:
    """`text`, where it bears no mark of secrecy; raises ValidationError otherwise."""
    if CLASSIFIED.search(text):
        raise ValidationError("本平台只办理公开和内部公文,不得录入涉密内容;涉密事项请按保密规定另行办理。")
    return text


def printable(text: str) -> str:
    """`text` as a paper can print it, with plain line ends; raises ValidationError otherwise."""
    text = unclassified(text.replace("\r\n", "\n"))
    missing = unprintable(text.replace("\n", ""))
    if missing:
        raise ValidationError(f"这些字无法印刷,请换字:{'、'.join(sorted(missing))}")
    return text


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
