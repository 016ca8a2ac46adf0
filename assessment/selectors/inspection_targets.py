"""Whom an office's unit is to inspect, by the rulebook; who may be in a team; what a checklist asks of a unit."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse

from assessment.models import CheckQuestions
from duties.ledger.status import FULFILLED, Status
from duties.models import Reading, Rule
from duties.selectors.alerts import cell_url
from duties.selectors.ledger import Line, ledger, lines
from duties.selectors.provisions import provision_names
from portal import clock
from portal.models import Placement, Tag, Tenure, Unit, Word
from portal.selectors.vocabulary import vocabulary

KIND = "inspection"
"""The kind of record that an inspection is."""


def readings_today() -> QuerySet[Reading]:
    """The readings that govern today."""
    return Reading.objects.filter(known__endswith__isnull=True, governs__contains=clock.today())


def units_to_inspect(office: Unit) -> list[Unit]:
    """The units that the rulebook has `office` inspect, in the order of their codes; three queries.

    They are what rules on records of inspection name as targets: units of a kind (with a tag) directly under it.
    """
    wanted = (
        readings_today().filter(kind=KIND, units__contains=[office.kind]).values_list("target", flat=True)
    )
    asked = {(target.get("child") or target.get("unit"), target.get("tag", "")) for target in wanted}
    under = Placement.objects.present().filter(parent=office).values("unit")
    found = Q(pk__in=[])
    for kind, tag in asked:
        tagged = Tag.objects.present().filter(tag=tag).values("unit")
        found |= Q(kind=kind, pk__in=tagged) if tag else Q(kind=kind)
    return list(Unit.objects.filter(found, pk__in=under).order_by("code"))


def is_department(unit: Unit) -> bool:
    """Whether the unit is a department: a kind without a tier in the vocabulary."""
    return vocabulary().data(Word.Group.UNIT, unit.kind).get("tier") is None


def people_offered(office: Unit) -> list[tuple[str, int]]:
    """Who may be in a team: holders of seats at `office` and its own departments, as words and id; three queries."""
    tiered = [
        code for code, word in vocabulary().words.get(Word.Group.UNIT, {}).items() if word.data.get("tier")
    ]
    own = Placement.objects.present().filter(parent=office).exclude(unit__kind__in=tiered).values("unit")
    rows = Tenure.objects.present().filter(Q(unit=office) | Q(unit__in=own)).select_related("person", "unit")
    found: dict[int, str] = {}
    for tenure in rows.order_by("unit__code", "role", "pk"):
        found.setdefault(tenure.person_id, f"{tenure.person.name}({tenure.unit.name})")
    return [(label, person) for person, label in found.items()]


@dataclasses.dataclass(frozen=True)
class Asked:
    """One thing that a checklist asks: a rule with the name of its clause, or a question of the office's own."""

    text: str
    rule: Rule | None = None
    clause: str = ""


def checklist_of(office: Unit, unit: Unit) -> list[Asked]:
    """What a checklist of `unit` asks today: the rules that it or its seats bear, then the office's own questions.

    Powers are nobody's duty and are left out. Four queries.
    """
    tags = Tag.objects.present().filter(unit=unit).values_list("tag", flat=True)
    borne = readings_today().filter(Q(tag="") | Q(tag__in=list(tags)), units__contains=[unit.kind])
    readings = list(
        borne.exclude(force="power").select_related("rule").order_by("rule__regulation", "rule__position")
    )
    names = provision_names(reading.rule for reading in readings)
    own = CheckQuestions.objects.filter(office=office, kind=unit.kind).first()
    return [
        *(Asked(reading.title, reading.rule, names[reading.rule.pk]) for reading in readings),
        *(Asked(line[:300]) for line in (own.lines if own else [])),
    ]


@dataclasses.dataclass(frozen=True)
class Stand:
    """How the ledger stands on a rule for a unit in a year: how many rows are listed, done, overdue; the worst row's page."""

    rows: int = 0
    done: int = 0
    overdue: int = 0
    url: str = ""

    @property
    def words(self) -> str:
        """In one line."""
        if not self.rows:
            return "本年没有计数事项"
        rest = self.rows - self.done - self.overdue
        told = [f"本年应履职 {self.rows} 项", f"已完成 {self.done} 项"]
        told += [f"逾期未完成 {self.overdue} 项"] if self.overdue else []
        told += [f"其他 {rest} 项"] if rest else []
        return ",".join(told)


def stands_of(unit: Unit, rules: Iterable[int], year: int) -> Mapping[int, Stand]:
    """By rule (id), how the ledger stands today on the unit's rows of the year; one query."""
    first, after = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    rows = ledger().filter(unit=unit, rule__in=list(rules), period_start__lt=after, period_end__gt=first)
    found: dict[int, list[Line]] = {}
    for line in lines(rows.order_by("due_on", "pk")):
        found.setdefault(line.obligation.rule_id, []).append(line)
    return {rule: _stand(listed) for rule, listed in found.items()}


def _stand(listed: Sequence[Line]) -> Stand:
    late = [line for line in listed if line.status == Status.OVERDUE]
    shown = (late or listed)[0].obligation
    done = sum(line.status in FULFILLED for line in listed)
    return Stand(len(listed), done, len(late), cell_url(shown))


def rule_url(rule: Rule) -> str:
    """Where the rulebook shows a rule; its regulation has been read."""
    return f"{reverse('rulebook-article', args=[rule.article])}?regulation={rule.regulation.code}#{rule.code}"
