"""Filling a form with what was read from a material: only what is empty or stands as the form proposed it.

Each field that is filled says from which words; what the lists of the form do not have is said, never put in.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import QueryDict

from meetings.forms.base import EntryForm
from meetings.forms.decisions import LONGEST_DECISION, MOST_DECISIONS
from meetings.forms.meeting import MeetingForm
from meetings.forms.problem_rows import LONGEST, MOST_PROBLEMS
from meetings.forms.rows import LONGEST_ITEM
from meetings.forms.visit import VisitForm
from meetings.models import Attendance
from meetings.prefill import Found
from meetings.selectors.prefill import seat_of, unit_of
from meetings.selectors.seats import Seat, superiors_on
from portal import clock

Make = Callable[[QueryDict, Mapping[str, str]], EntryForm]
"""Makes the form anew from what is filled in and the words beside it."""

LONGEST_WORDS = 60
STATES = (Attendance.State.PRESENT, Attendance.State.LEAVE, Attendance.State.ATTENDING)


@dataclasses.dataclass
class _Filling:
    """What was sent, as far as it is filled by now, with the words beside each field."""

    data: QueryDict
    found: Mapping[str, Found]
    sources: dict[str, str]
    done: list[str]

    def put(self, key: str, name: str, label: str, value: str | Sequence[str]) -> None:
        """Fill a field with what was found under `key`."""
        if isinstance(value, str):
            self.data[name] = value
        else:
            self.data.setlist(name, value)
        self.say(key, name)
        self.done.append(label)

    def say(self, key: str, name: str, more: str = "") -> None:
        """Show beside a field the words that it came from."""
        self.sources[name] = f"来自材料:“{_short(self.found[key].words)}”{more}"

    def is_empty(self, name: str) -> bool:
        """Whether nothing was filled in there."""
        return not any(value.strip() for value in self.data.getlist(name))


def prefilled(data: QueryDict, found: Mapping[str, Found], make: Make) -> tuple[EntryForm, list[str]]:
    """The form with what was found, and the names of the fields that were filled."""
    filling = _Filling(data.copy(), found, {}, [])
    _fill_forms(filling, make(filling.data, {}))
    _fill_day(filling)
    form = make(filling.data, {})
    _fill_leader(filling, form)
    if isinstance(form, MeetingForm):
        _fill_plain(filling, {"place": ("place", "地点"), "time": ("starts_at", "开始时间")})
        _fill_agenda(filling, form)
        _fill_attendance(filling, form)
        _fill_decisions(filling, form)
    elif isinstance(form, VisitForm):
        _fill_plain(filling, {"until": ("until", "结束日期")})
        _fill_target(filling, form)
        _fill_problems(filling, form)
    return make(filling.data, filling.sources), filling.done


def _fill_forms(filling: _Filling, form: EntryForm) -> None:
    if "forms" not in filling.found or "forms" not in form.fields or not filling.is_empty("forms"):
        return
    offered = dict(form.fields["forms"].choices)  # type: ignore[attr-defined]
    chosen = [each for each in filling.found["forms"].value if each in offered]
    if chosen:
        filling.put("forms", "forms", str(form.fields["forms"].label), chosen)


def _fill_day(filling: _Filling) -> None:
    """The day; that of today is what a new form proposes."""
    day = filling.data.get("occurred_on", "").strip()
    if "date" in filling.found and day in ("", clock.today().isoformat()):
        filling.put("date", "occurred_on", "日期", filling.found["date"].value)


def _fill_leader(filling: _Filling, form: EntryForm) -> None:
    """The person of that name with a seat on the day; else nobody is chosen, and the name is shown."""
    if "leader" not in filling.found or filling.data.get("leader", "") not in ("", form.usual_leader):
        return
    name = filling.found["leader"].value
    seats = [*form.seats, *superiors_on(form.unit, form.day, form.words)]
    if seat := seat_of(name, seats):
        filling.put("leader", "leader", form.kind_words.leader, str(seat.person.pk))
    else:
        filling.data["leader"] = ""
        filling.say("leader", "leader", f";当日任职中没有“{name}”,请核对后选择")


def _fill_plain(filling: _Filling, fields: Mapping[str, tuple[str, str]]) -> None:
    for key, (name, label) in fields.items():
        if key in filling.found and filling.is_empty(name):
            filling.put(key, name, label, filling.found[key].value)


def _fill_agenda(filling: _Filling, form: MeetingForm) -> None:
    """What puts the sitting on the topic becomes its first item, in the words of the material."""
    if "on_topic" not in filling.found or any(row.text for row in form.agenda):
        return
    number = form.agenda[0].number
    filling.data[f"agenda-{number}-text"] = " ".join(filling.found["on_topic"].words.split())[:LONGEST_ITEM]
    filling.data[f"agenda-{number}-topic"] = "on"
    filling.say("on_topic", "agenda")
    filling.done.append("议题")


def _fill_attendance(filling: _Filling, form: MeetingForm) -> None:
    """Who was there, as far as they have a seat; only where the list stands as the form proposed it."""
    lists = {state: filling.found[state] for state in STATES if state in filling.found}
    untouched = all(
        filling.data.get(row.name, Attendance.State.PRESENT) == Attendance.State.PRESENT
        for row in form.invited
    )
    if not lists or not untouched:
        return
    strangers: list[str] = []
    named: dict[int, str] = {}
    for state, found in lists.items():
        for name in found.value:
            seat: Seat | None = seat_of(name, form.seats)
            if seat is None:
                strangers.append(name)
            else:
                named[seat.person.pk] = state
    if named:
        otherwise = "" if Attendance.State.PRESENT in lists else Attendance.State.PRESENT
        for row in form.invited:
            filling.data[row.name] = named.get(row.seat.person.pk, otherwise)
        filling.done.append("参会")
    more = f";当日任职中没有:{'、'.join(strangers)}" if strangers else ""
    filling.say(next(iter(lists)), "attendance", more)


def _fill_decisions(filling: _Filling, form: MeetingForm) -> None:
    """One line a point settled; who is charged is chosen where the list has that unit."""
    if "decisions" not in filling.found or any(row.text for row in form.decisions):
        return
    found = filling.found["decisions"]
    units = {owner.unit.pk: owner for owner in form.owners if not owner.role}
    for number, (value, item) in enumerate(list(zip(found.value, found.items, strict=True))[:MOST_DECISIONS]):
        unit = unit_of(value["owner"], (owner.unit for owner in units.values()))
        row = {
            "text": _fitting(item.words, LONGEST_DECISION),
            "owner": units[unit.pk].key if unit else "",
            "due": value.get("due", ""),
        }
        for name, text in row.items():
            filling.data[f"decision-{number}-{name}"] = text
    filling.say("decisions", "decisions")
    filling.done.append("议定事项")


def _fill_target(filling: _Filling, form: VisitForm) -> None:
    if "target" not in filling.found or not (
        filling.is_empty("targets") and filling.is_empty("other_targets")
    ):
        return
    name = filling.found["target"].value
    if unit := unit_of(name, form.offered.values()):
        filling.put("target", "targets", str(form.fields["targets"].label), [str(unit.pk)])
    else:
        filling.say("target", "targets", f";列表中没有“{name}”,请核对后选择")


def _fill_problems(filling: _Filling, form: VisitForm) -> None:
    if "problems" not in filling.found or any(row.filled for row in form.problems):
        return
    for number, item in enumerate(filling.found["problems"].items[:MOST_PROBLEMS]):
        filling.data[f"problem-{number}-text"] = _fitting(item.text, LONGEST)
    filling.say("problems", "problems")
    if filling.found["problems"].items:
        filling.done.append("问题清单")


def _fitting(text: str, most: int) -> str:
    return " ".join(text.split())[:most]


def _short(words: str) -> str:
    """Words on one line, cut in the middle where they are long."""
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST_WORDS else f"{plain[:40]}…{plain[-15:]}"


def is_planned(found: Mapping[str, Found], today: dt.date) -> bool:
    """Whether the material announces what is still to come."""
    day: Any = found["date"].value if "date" in found else ""
    return "planned" in found and (not day or day >= today.isoformat())
