"""An entry's body becomes the form of its kind, so that a program is held to what the page offers and asks."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from meetings.forms.base import EntryForm
from meetings.forms.kinds import form_of
from meetings.forms.meeting import MeetingForm
from meetings.forms.visit import VisitForm
from meetings.services.evidence import kept_files
from portal.access import Actor
from portal.models import Person, Unit
from portal.selectors.vocabulary import vocabulary

NOT_OFFERED = "此类登记没有这一项;请核对字段。"
NOBODY = "没有这个人;请填写当日在本单位任职的人员代码。"
NO_OWNER = "请填写可以承担的责任单位和职务。"
NEITHER = "0"
"""What stands for a code that names nobody: no list offers it."""

PLAIN = ("occurred_on", "until", "starts_at", "ends_at", "for_period", "place", "title", "minutes", "reason",
         "way", "number", "addressee")  # fmt: skip
LISTS = ("forms", "matters", "ways", "households")
ELSEWHERE = frozenset({"kind", "unit", "action", "files", "agenda", "attendance", "decisions", "problems"})

Faults = dict[str, list[str]]


class Keys:
    """The rows that codes of a body name; two queries for all of them."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        people = {each["person"] for each in body.get("attendance", [])} | {body.get("leader", "")}
        units = set(body.get("targets", []))
        for part in ("decisions", "problems"):
            units |= {each["owner_unit"] for each in body.get(part, [])}
        self.people = dict(Person.objects.filter(code__in=people - {""}).values_list("code", "pk"))
        self.units = dict(Unit.objects.filter(code__in=units - {""}).values_list("code", "pk"))

    def person(self, code: str) -> str:
        """The form's key of an official."""
        return str(self.people.get(code, NEITHER)) if code else ""

    def unit(self, code: str) -> str:
        """The form's key of a unit."""
        return str(self.units.get(code, NEITHER)) if code else ""


def filled_form(
    actor: Actor,
    unit: Unit,
    kind: str,
    body: Mapping[str, Any],
    *,
    token: uuid.UUID,
    version: int | None = None,
    correcting: bool = False,
) -> EntryForm:
    """The form of `kind` with all that the body says. Raises ValidationError by the body's fields where it is not valid."""
    keys = Keys(body)
    form = form_of(kind)(
        kind=kind,
        unit=unit,
        words=vocabulary(),
        data=_data(kind, body, keys, token, version),
        files=MultiValueDict(),
        correcting=correcting,
    )
    form.stored, lost = kept_files(body.get("files", []), actor)
    faults = _missing_fields(form, body) | ({"files": lost} if lost else {})
    for check in CHECKS:
        check(form, body, keys, faults)
    if not form.is_valid():
        for name, messages in form.errors.items():
            faults.setdefault(name, []).extend(map(str, messages))
        _rows(form, faults)
    if faults:
        raise ValidationError(faults)
    return form


def _data(kind: str, body: Mapping[str, Any], keys: Keys, token: uuid.UUID, version: int | None) -> QueryDict:
    """The body as the form is sent."""
    data = QueryDict(mutable=True)
    data["token"], data["version"] = str(token), str(version or "")
    for name in PLAIN:
        data[name] = _text(body.get(name))
    for name in LISTS:
        data.setlist(name, body.get(name, []))
    if body.get("on_topic"):
        data["on_topic"] = "on"
    data["leader"] = keys.person(body.get("leader", ""))
    _targets(data, kind, body, keys)
    for number, item in enumerate(body.get("agenda", [])):
        data[f"agenda-{number}-text"] = item["text"]
        if item["on_topic"]:
            data[f"agenda-{number}-topic"] = "on"
    for each in body.get("attendance", []):
        key = keys.person(each["person"])
        data[f"attendance-{key}"], data[f"stand-in-{key}"] = each["state"], each["stand_in"]
        data.appendlist("companions", key)
    for number, each in enumerate(body.get("decisions", [])):
        told = {"text": each["text"], "owner": f"{keys.unit(each['owner_unit'])}:{each['owner_role']}"}
        _line(data, f"decision-{number}", told | {"due": _text(each.get("due_on"))})
    for number, each in enumerate(body.get("problems", [])):
        owner = keys.unit(each["owner_unit"]) + (f":{each['owner_role']}" if each["owner_role"] else "")
        told = {name: each[name] for name in ("text", "category", "measure")}
        _line(data, f"problem-{number}", told | {"owner": owner, "due_on": _text(each.get("due_on"))})
    return data


def _targets(data: QueryDict, kind: str, body: Mapping[str, Any], keys: Keys) -> None:
    """A visit may go to units that no list offers; these are written beside, as on the page."""
    codes = body.get("targets", [])
    data.setlist("targets", [keys.unit(code) for code in codes])
    if issubclass(form_of(kind), VisitForm):
        data.setlist("targets", [])
        data["other_targets"] = "、".join(codes)


def _line(data: QueryDict, prefix: str, told: Mapping[str, str]) -> None:
    for name, value in told.items():
        data[f"{prefix}-{name}"] = value


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else value.isoformat()


def _missing_fields(form: EntryForm, body: Mapping[str, Any]) -> Faults:
    """What the body says and this kind does not have."""
    parts = {
        "agenda": isinstance(form, MeetingForm),
        "decisions": isinstance(form, MeetingForm),
        "attendance": isinstance(form, MeetingForm | VisitForm),
        "problems": isinstance(form, VisitForm),
        "files": "evidence" in form.fields,
    }
    absent = [name for name, there in parts.items() if not there and body.get(name)]
    absent += [name for name in body if name not in ELSEWHERE and body[name] and name not in form.fields]
    return {name: [NOT_OFFERED] for name in absent}


def _attendance(form: EntryForm, body: Mapping[str, Any], keys: Keys, faults: Faults) -> None:
    """Everyone named held a seat that day; the page shows nobody else."""
    there = {str(seat.person.pk) for seat in form.seats}
    for number, each in enumerate(body.get("attendance", [])):
        if keys.person(each["person"]) not in there:
            faults[f"attendance.{number}.person"] = [NOBODY]


def _problem_owners(form: EntryForm, body: Mapping[str, Any], keys: Keys, faults: Faults) -> None:
    """Whoever is to solve a problem is one whom the page offers, or a unit that was visited."""
    if not isinstance(form, VisitForm):
        return
    visited = {keys.unit(code) for code in body.get("targets", [])}
    for number, each in enumerate(body.get("problems", [])):
        unit, role = keys.unit(each["owner_unit"]), each["owner_role"]
        known = not unit or unit in visited or unit in form.owners
        if not known or (role and role not in form.roles.get(unit, ())):
            faults[f"problems.{number}.owner_unit"] = [NO_OWNER]


def _rows(form: EntryForm, faults: Faults) -> None:
    """The faults of single lines, at their places."""
    for part, name in (("agenda", "agenda"), ("decisions", "decisions"), ("problems", "problems")):
        rows: Iterable[Any] = getattr(form, part, [])
        for row in rows:
            if row.errors:
                faults[f"{name}.{row.number}"] = list(row.errors)


CHECKS: tuple[Callable[[EntryForm, Mapping[str, Any], Keys, Faults], None], ...] = (
    _attendance,
    _problem_owners,
)
