"""What may be listed as facts: of a unit or a seat for a commendation, of a unit for a lead; each with where to check it."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from django.db.models import Count
from django.urls import reverse

from assessment.inspection_states import FindingState, State
from assessment.models import Finding
from assessment.selectors.inspections import finding_url, findings_now
from duties.models import Record, RecordState, SupervisionItem, Talk
from duties.selectors.alerts import cell_url
from duties.selectors.board.sums import Reach, Tally
from duties.selectors.cell_key import CellKey
from duties.selectors.figures.by import figures_by, gathered
from duties.selectors.figures.measures import Measures, measures_of
from duties.selectors.figures.spans import Span
from duties.selectors.ledger import ledger, lines
from duties.selectors.provisions import provision_names
from duties.selectors.talks.proposing import late_items, overdue_lines
from duties.supervision_states import State as ItemState
from duties.talk_states import RECORDED
from portal.models import Person, Unit, Word
from portal.selectors.vocabulary import vocabulary
from portal.wording import date_cn, period_cn


@dataclasses.dataclass(frozen=True)
class FactLine:
    """One fact that may be listed: what, how it stands, on what it rests; `key` names it in a form."""

    key: str
    title: str
    value: str
    basis: str = ""
    url: str = ""


def merits(unit: Unit, year: int, role: str = "", person: Person | None = None) -> list[FactLine]:
    """What the portal knows of a unit in a year, or of a seat of it and who holds it; figures with their base.

    Constant queries. Nothing is weighed: what is listed is chosen by the office and decided by the approver.
    """
    found = [*_rates(unit, year, role), *_records(unit, year, person)]
    if not role:
        found += [*_inspected(unit, year), *_supervised(unit, year)]
    return found


def _rates(unit: Unit, year: int, role: str) -> Iterator[FactLine]:
    url = reverse("unit", args=[unit.public_id])
    own = _measures(unit, year, role)
    words = vocabulary()
    seat = words.name(Word.Group.ROLE, role) if role else "本单位"
    if own.base:
        yield FactLine("rate", f"{seat}{year}年履职完成率", _rate(own), "履职台账", url)
        yield FactLine("on-time", f"{seat}{year}年按时率", _on_time(own), "履职台账", url)
    if not role and words.data(Word.Group.UNIT, unit.kind).get("tier") is not None:
        figures = figures_by(Reach(unit, unit), [_span(year)], "period")
        area = measures_of(gathered(figures, lambda figure: figure.force).get("must", Tally()))
        if area.base and area.base != own.base:
            yield FactLine("area-rate", f"本单位及所属{year}年履职完成率", _rate(area), "履职台账", url)


def _span(year: int) -> Span:
    return Span(str(year), dt.date(year, 1, 1), dt.date(year, 12, 31))


def _measures(unit: Unit, year: int, role: str) -> Measures:
    """The measures of the obligations of the unit itself, or of one seat of it; one query."""
    rows = ledger().filter(_span(year).overlaps, unit=unit, role=role, reading__force="must")
    statuses = [line.status.value for line in lines(rows)]
    due = {"met", "met_late", "made_up", "overdue"}
    return Measures(
        expected=len(statuses),
        base=sum(status in due for status in statuses),
        actual=statuses.count("met") + statuses.count("met_late"),
        on_time=statuses.count("met"),
    )


def _rate(measures: Measures) -> str:
    return f"应完成{measures.base}项,完成{measures.actual}项,{_percent(measures.actual, measures.base)}"


def _on_time(measures: Measures) -> str:
    return f"应完成{measures.base}项,按时{measures.on_time}项,{_percent(measures.on_time, measures.base)}"


def _percent(part: int, base: int) -> str:
    """A share with one decimal, rounded down: it never says 100% where something is missing."""
    return f"{part * 1000 // base / 10:.1f}%"


def _records(unit: Unit, year: int, person: Person | None) -> Iterator[FactLine]:
    rows = Record.objects.filter(
        occurred_on__year=year,
        withdrawn_at__isnull=True,
        state__in=[RecordState.SUBMITTED, RecordState.CONFIRMED],
        unit=unit,
    )
    if person is not None:
        rows = rows.filter(leader=person)
    words = vocabulary()
    counted = rows.order_by("kind").values("kind").annotate(n=Count("pk"))
    who = "主持、带队" if person is not None else "登记"
    for row in counted:
        name = words.name(Word.Group.KIND, row["kind"])
        yield FactLine(f"records-{row['kind']}", f"{year}年{who}{name}", f"{row['n']}次(份)", "履职记录")


def _inspected(unit: Unit, year: int) -> Iterator[FactLine]:
    rows = Finding.objects.filter(
        inspection__unit=unit, inspection__plan__year=year, inspection__state=State.CLOSED.value
    )
    found = [each for each in findings_now(rows) if each.state != FindingState.WITHDRAWN]
    if found:
        settled = sum(each.state == FindingState.SETTLED for each in found)
        yield FactLine("findings", f"{year}年督查问题整改", f"问题{len(found)}项,已整改{settled}项", "督查")


def _supervised(unit: Unit, year: int) -> Iterator[FactLine]:
    items = SupervisionItem.objects.filter(unit=unit, year=year).exclude(state=ItemState.WITHDRAWN.value)
    states = list(items.values_list("state", flat=True))
    if states:
        closed = states.count(ItemState.CLOSED.value)
        yield FactLine("items", f"{year}年督办件办结", f"督办件{len(states)}件,已销号{closed}件", "督办")


def failings(unit: Unit) -> list[FactLine]:
    """What stands open about a unit today: overdue obligations, late supervision items, findings; talks that were held.

    Each as a fact of its own with its page; constant queries.
    """
    return [*_overdue(unit), *_late(unit), *_open_findings(unit), *_talks(unit)]


def _overdue(unit: Unit) -> Iterator[FactLine]:
    listed = overdue_lines(unit)
    names = provision_names({line.obligation.rule_id: line.obligation.rule for line in listed}.values())
    words = vocabulary()
    for line in listed:
        row = line.obligation
        key = CellKey(row.unit_id, row.rule_id, row.role, row.period)
        seat = words.name(Word.Group.ROLE, row.role) if row.role else ""
        yield FactLine(
            f"cell-{key.rule}-{key.role}-{key.period}",
            f"{seat}{period_cn(row.period)}“{row.reading.title}”逾期未完成",
            f"应完成{row.required},已计入{row.counted},应于{date_cn(row.due_on)}前完成",
            names[row.rule_id],
            cell_url(row),
        )


def _late(unit: Unit) -> Iterator[FactLine]:
    for item in late_items(unit):
        yield FactLine(
            f"item-{item.public_id}",
            f"督办件{item.number}逾期未反馈",
            f"“{item.notice.title}”,办结期限{date_cn(item.deadline)}",
            "督办",
            reverse("supervision-item", args=[item.public_id]),
        )


def _open_findings(unit: Unit) -> Iterator[FactLine]:
    rows = Finding.objects.filter(inspection__unit=unit, inspection__state=State.CLOSED.value)
    for each in findings_now(rows.select_related("inspection").order_by("found_on", "pk")):
        if each.state in {FindingState.OPEN, FindingState.SUPERVISED}:
            yield FactLine(
                f"finding-{each.finding.public_id}",
                f"督查问题:{each.finding.text}"[:200],
                f"{date_cn(each.finding.found_on)}发现,{each.mark.label},应于{date_cn(each.finding.due_on)}前整改",
                each.finding.clause,
                finding_url(each.finding),
            )


def _talks(unit: Unit) -> Iterator[FactLine]:
    held = Talk.objects.filter(unit=unit, state__in=[state.value for state in RECORDED])
    for talk in held.select_related("record", "office").order_by("record__held_on", "pk"):
        yield FactLine(
            f"talk-{talk.public_id}",
            f"{date_cn(talk.record.held_on)}被{talk.office.name}约谈",
            f"现为「{talk.get_state_display()}」",
            "约谈",
            reverse("talk", args=[talk.public_id]),
        )


def chosen(offered: Sequence[FactLine], keys: Collection[str]) -> list[FactLine]:
    """Those of the facts that were ticked, in their order."""
    return [each for each in offered if each.key in set(keys)]
