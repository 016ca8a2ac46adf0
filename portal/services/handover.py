"""Handing over a seat: the holder's tenure ends, the successor's begins, and what hangs on the seat goes on with it."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError

from portal.access import Actor
from portal.models import Account, Appointment, Person, Tenure, Unit, Word
from portal.reorganising import reorganisation_parts
from portal.services.deed import Deed, reorganising, require_standing
from portal.services.people import person_add
from portal.wording import date_cn

KEEP, END = "keep", "end"
"""What becomes of the seat's links: they go on, or end; or, by the name of a role, go over to that seat of the unit."""


def seat_hand_over(
    *,
    actor: Actor,
    day: dt.date,
    unit: Unit,
    role: str,
    outgoing: Sequence[Person] = (),
    successor: Person | None = None,
    acting: bool = False,
    title: str = "",
    links: str = KEEP,
    reason: str = "",
) -> Deed:
    """End who holds the seat (`outgoing`; the only holder where none is named) and let `successor` hold it from `day` on.

    Without a successor the seat is vacant. A successor who is not saved yet is entered. Gives what was written; raises
    ValidationError by the names of the arguments.
    """
    with reorganising(actor=actor, day=day, reason=reason) as deed:
        require_standing(unit, day, "unit")
        ending = _ending(deed, unit, role, outgoing)
        if not ending and successor is None:
            raise ValidationError({"successor": "此席位当日无人在任,请填继任人。"})
        several = bool(deed.words.data(Word.Group.ROLE, role).get("several"))
        _tell_open_items(deed, unit, role, [tenure.person for tenure in ending])
        for tenure in ending:
            deed.end(tenure, unit)
        if successor is not None:
            if not acting and not several:
                _require_free(deed, unit, role)
            _begin(deed, unit, role, successor, acting=acting, title=title, several=several)
        if links != KEEP:
            _pass_links(deed, unit, role, links)
    return deed


def holders(unit: Unit, role: str, day: dt.date) -> list[Tenure]:
    """Who holds a seat on `day`, as known now."""
    held = Tenure.objects.known().on(day).filter(unit=unit, role=role)
    return list(held.select_related("person").order_by("started_on", "pk"))


def _ending(deed: Deed, unit: Unit, role: str, outgoing: Sequence[Person]) -> list[Tenure]:
    """The tenures to end: of those named, or of the only holder."""
    held = holders(unit, role, deed.day)
    if not outgoing:
        if len(held) > 1:
            names = "、".join(f"{tenure.person.name}({tenure.person.code})" for tenure in held)
            raise ValidationError({"outgoing": f"此席位当日有{names}在任,请填离任人的代码。"})
        ending = held
    else:
        ending = [tenure for tenure in held if tenure.person in outgoing]
        strange = [person for person in outgoing if person not in [tenure.person for tenure in held]]
        if strange:
            names = "、".join(person.name for person in strange)
            raise ValidationError({"outgoing": f"{names}当日不在此席位任职。"})
    for tenure in ending:
        if tenure.started_on == deed.day:
            raise ValidationError({"day": f"{tenure.person.name}当日才到任,交接日期须晚于此日。"})
    return ending


def _require_free(deed: Deed, unit: Unit, role: str) -> None:
    """Nobody who is not acting holds the seat on the day or later."""
    others = Tenure.objects.known().filter(unit=unit, role=role, acting=False).select_related("person")
    for tenure in others:
        if tenure.ended_on is None or tenure.ended_on > deed.day:
            start = date_cn(tenure.started_on) if tenure.started_on else ""
            raise ValidationError(
                {"successor": f"{tenure.person.name}自{start}起在此席位任职,与继任人重叠;请一并填为离任人。"}
                if tenure.started_on and tenure.started_on <= deed.day
                else {"successor": f"已登记{tenure.person.name}自{start}起在此席位任职;请先在“任职”中更正。"}
            )


def _begin(
    deed: Deed, unit: Unit, role: str, person: Person, *, acting: bool, title: str, several: bool
) -> None:
    if person.pk is None:
        person = person_add(actor=deed.actor, person=person)
    tenure = Tenure(
        ref=_ref(unit, role, deed.day),
        unit=unit,
        role=role,
        person=person,
        title=title,
        acting=acting,
        several=several,
        started_on=deed.day,
    )
    deed.add(tenure, unit)


def _ref(unit: Unit, role: str, day: dt.date) -> str:
    """A number for a tenure that no other has: unit, day and a count."""
    stem = f"{unit.code}-{day:%Y%m%d}"
    taken = set(Tenure.objects.filter(ref__startswith=stem).values_list("ref", flat=True))
    return next(ref for number in range(1, len(taken) + 2) if (ref := f"{stem}-{number}") not in taken)


def _pass_links(deed: Deed, unit: Unit, role: str, links: str) -> None:
    if links == role:
        raise ValidationError({"links": "定点联系本来就在此席位,请选“由继任者接续”。"})
    for part in reorganisation_parts():
        part.pass_links(deed, unit, role, None if links == END else links)


def _tell_open_items(deed: Deed, unit: Unit, role: str, people: Sequence[Person]) -> None:
    """What lies open, by number; and that the platform's posts are the security administrator's to change."""
    deed.notes += [told for part in reorganisation_parts() for told in part.seat_items(unit, role, people)]
    accounts = Account.objects.filter(person__in=people)
    posts = deed.reaching(Appointment.objects.filter(unit=unit, account__in=accounts)).count()
    if posts:
        deed.notes.append(
            f"离任人的账号在本单位有{posts}个平台岗位,不随任职终止;请安全管理员另行终止,并给继任者授予。"
        )
