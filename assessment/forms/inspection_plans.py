"""The two tables of a plan as they are sent: its teams with their people, its units with team and days."""

import dataclasses
from collections.abc import Mapping, Sequence

from assessment.forms.matters import day_sent
from assessment.models import Inspection, InspectionTeam
from assessment.services.inspections.plans import Crew, Line
from portal.models import Person

SEPARATORS = "、,,;;\n"


@dataclasses.dataclass
class CrewRow:
    """One team as it was typed, and what is wrong with it."""

    team: InspectionTeam
    name: str
    head: str
    members: str
    errors: list[str] = dataclasses.field(default_factory=list)


class People:
    """The people that may be in a team, found by the words that are offered or by a name that only one of them has."""

    def __init__(self, offered: Sequence[tuple[str, int]], inside: Sequence[Person] = ()) -> None:
        self.labels = dict(offered)
        named: dict[str, list[int]] = {}
        for label, key in offered:
            named.setdefault(label.partition("(")[0], []).append(key)
        for person in inside:
            named.setdefault(person.name, []).append(person.pk)
        self._named = {name: sorted(set(keys)) for name, keys in named.items()}
        self._labels = {key: label for label, key in offered}

    def words(self, person: Person | None) -> str:
        """How a person is written in the form."""
        return "" if person is None else self._labels.get(person.pk, person.name)

    def find(self, words: str) -> tuple[int | None, str]:
        """The id of the person that is meant, else what is said."""
        words = words.strip()
        if words in self.labels:
            return self.labels[words], ""
        keys = self._named.get(words, [])
        if len(keys) == 1:
            return keys[0], ""
        if keys:
            return None, f"有 {len(keys)} 名“{words}”,请从提示中选择带单位的一项。"
        return None, f"没有找到“{words}”:组长、组员应是本单位或本级部门的在任人员。"


def crew_rows(data: Mapping[str, str], teams: Sequence[InspectionTeam]) -> list[CrewRow]:
    """The teams as they were typed."""
    return [
        CrewRow(
            team,
            name=_sent(data, f"team-{team.position}-name", 40),
            head=_sent(data, f"team-{team.position}-head", 100),
            members=_sent(data, f"team-{team.position}-members", 1000),
        )
        for team in teams
    ]


def _sent(data: Mapping[str, str], name: str, most: int) -> str:
    return str(data.get(name, "")).replace("\x00", "")[:most]


def crews_of(rows: Sequence[CrewRow], people: People) -> list[Crew]:
    """The teams that rows mean; what is wrong is put at the rows, and then the list must not be used."""
    keys: dict[int, tuple[int | None, list[int]]] = {}
    for row in rows:
        head, why = people.find(row.head) if row.head.strip() else (None, "")
        row.errors += [why] if why else []
        members: list[int] = []
        for name in _names(row.members):
            key, why = people.find(name)
            row.errors += [why] if why else []
            members += [key] if key is not None and key not in members else []
        keys[row.team.pk] = head, members
    wanted = {key for head, members in keys.values() for key in (head, *members) if key is not None}
    found = Person.objects.in_bulk(wanted)
    return [
        Crew(
            row.team,
            row.name,
            found.get(head) if (head := keys[row.team.pk][0]) is not None else None,
            [found[key] for key in keys[row.team.pk][1]],
        )
        for row in rows
    ]


def _names(text: str) -> list[str]:
    for separator in SEPARATORS:
        text = text.replace(separator, "、")
    return [name.strip() for name in text.split("、") if name.strip()]


@dataclasses.dataclass
class LineRow:
    """One unit of a plan as it was typed, and what is wrong with it."""

    inspection: Inspection
    team: str
    starts_on: str
    ends_on: str
    out: bool = False
    errors: list[str] = dataclasses.field(default_factory=list)


def line_rows(data: Mapping[str, str], inspections: Sequence[Inspection]) -> list[LineRow]:
    """The units as they were typed; what the form did not send is left as it is."""
    return [
        LineRow(
            each,
            team=_sent(data, f"line-{each.pk}-team", 20),
            starts_on=_sent(data, f"line-{each.pk}-starts_on", 20),
            ends_on=_sent(data, f"line-{each.pk}-ends_on", 20),
            out=f"line-{each.pk}-out" in data,
        )
        for each in inspections
        if f"line-{each.pk}-starts_on" in data
    ]


def lines_of(rows: Sequence[LineRow], teams: Sequence[InspectionTeam]) -> list[Line]:
    """The units that rows mean; what is wrong is put at the rows, and then the list must not be used."""
    known = {str(team.pk): team for team in teams}
    found = []
    for row in rows:
        starts, ends = day_sent(row.starts_on), day_sent(row.ends_on)
        if not row.out and (starts is None or ends is None):
            row.errors.append("请填写开始和结束日期。")
        if row.team and row.team not in known:
            row.errors.append("请从列出的督查组中选择。")
        saved = row.inspection
        found.append(
            Line(saved, known.get(row.team), starts or saved.starts_on, ends or saved.ends_on, row.out)
        )
    return found
