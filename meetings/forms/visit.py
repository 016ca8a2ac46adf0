"""The form of a visit (调研走访): who went where, what was found there, who is to solve it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.forms import BooleanField, CheckboxSelectMultiple, MultipleChoiceField, TextInput

from meetings.forms.fields import DayField, TextField
from meetings.forms.problem_rows import SEAT, ProblemRow, problem_lines, problem_rows, rows_of
from meetings.forms.targets import TargetsForm
from meetings.models import Attendance, Problem
from meetings.selectors.visit_targets import owner_roles, visit_targets
from meetings.services.contents import EntryContent
from portal.forms.fields import UnitsField
from portal.models import Unit, Word

PLACE_LENGTH = 100
LINKED = "联系点"


class VisitForm(TargetsForm):
    """A trip: one record for each official who went along and each unit that was visited."""

    sections: ClassVar[tuple[str, ...]] = (
        "forms", "visit_targets", "when", "visit", "problems", "minutes", "evidence", "visit_more", "reason",
    )  # fmt: skip
    scripts: ClassVar[tuple[str, ...]] = ("js/entry-lines.js", "js/entry-attendance.js")

    on_topic = BooleanField(label="乡村振兴专题", required=False)
    until = DayField(label="至", required=False, help_text="几天的填最后一天")
    companions = MultipleChoiceField(
        label="同行的本单位领导",
        required=False,
        widget=CheckboxSelectMultiple,
        help_text="同行的领导各自计入",
        error_messages={"invalid_choice": "没有这个人;请从列表中选择。"},
    )
    other_targets = UnitsField(
        label="其他单位", required=False, help_text="列表里没有的,填全称或代码,几个用顿号隔开"
    )
    place = TextField(
        label="地点",
        most=PLACE_LENGTH,
        required=False,
        widget=TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )

    def initial_of(self, content: EntryContent | None) -> dict[str, Any]:
        """A new visit is one on 乡村振兴; who went along by key."""
        values = super().initial_of(content)
        along = content.attendance if content else {}
        return values | {
            "on_topic": bool(content.details.get("on_topic")) if content else True,
            "companions": [str(person) for person in along],
        }

    def prepare(self) -> None:
        """Units, officials and lines of problems."""
        super().prepare()
        field = self.fields["targets"]
        field.choices = [  # type: ignore[attr-defined]
            (key, f"{unit.name}({LINKED})" if unit.pk in self.linked else unit.name)
            for key, unit in self.offered.items()
        ]
        self.fields["companions"].choices = [  # type: ignore[attr-defined]
            (str(seat.person.pk), seat.person.name) for seat in self.seats
        ]
        self.owners = {str(unit.pk): unit for unit in [*self.offered.values(), self.unit]}
        self.roles = owner_roles(self.owners.values(), self.words)
        self.problems = self._problems()

    def offered_targets(self) -> list[Unit]:
        """Contact points of the seats, then the units below."""
        units, self.linked = visit_targets(self.unit, self.day)
        return units

    def _problems(self) -> list[ProblemRow]:
        if self.is_bound:
            return problem_rows(self.data)
        return rows_of(self.content.problems) if self.content else []

    def add_row(self, part: str) -> None:
        """One more empty problem."""
        self.problems.append(ProblemRow(max((row.number for row in self.problems), default=-1) + 1))

    @property
    def owner_choices(self) -> Sequence[tuple[str, str]]:
        """Who may be named to solve a problem: each unit, and the seats that answer for it."""
        choices = [("", "调研走访的单位")]
        for key, unit in self.owners.items():
            choices.append((key, unit.name))
            choices += [
                (f"{key}{SEAT}{role}", f"{unit.name} · {self.words.name(Word.Group.ROLE, role)}")
                for role in self.roles[key]
            ]
        return choices

    @property
    def categories(self) -> Sequence[tuple[str, str]]:
        """The fields of work that a problem may lie in."""
        return list(Problem.Category.choices)

    @property
    def more_filled(self) -> bool:
        """Whether what is folded away holds something."""
        names = ("other_targets", "place", "for_period", "title")
        return any(self[name].value() for name in names)

    def clean(self) -> dict[str, Any]:
        """What concerns several fields."""
        if any(row.errors for row in self.problems):
            self.add_error(None, "问题清单有误,见下面标出的各项。")
        day, until = self.cleaned_data.get("occurred_on"), self.cleaned_data.get("until")
        if day and until and until <= day:
            self.add_error("until", "结束日期必须晚于开始日期;只有一天的不用填。")
        return self.cleaned_data

    @property
    def all_targets(self) -> list[Unit]:
        """The units ticked and those written beside, each once."""
        read = self.cleaned_data
        units = [*read.get("targets", []), *(read.get("other_targets") or [])]
        return list({unit.pk: unit for unit in units}.values())

    def own_content(self) -> dict[str, Any]:
        """Units, days, who went along, place and problems."""
        read, targets = self.cleaned_data, self.all_targets
        leader = read.get("leader")
        along = {int(key) for key in read.get("companions", [])} - {leader.pk if leader else 0}
        owners = self.owners | {str(unit.pk): unit for unit in targets}
        return {
            "targets": targets,
            "until": read.get("until"),
            "place": read.get("place", ""),
            "attendance": dict.fromkeys(sorted(along), Attendance.State.PRESENT),
            "problems": problem_lines(
                self.problems, owners, targets[0] if targets else self.unit, self.roles
            ),
        }
