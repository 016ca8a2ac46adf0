"""What becomes of links, households, records and the ledger when units and seats change (portal.reorganising)."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db.models import Q

from duties.following import gathered
from duties.ledger import consequence
from duties.ledger.incremental import affected_units, units_changed
from duties.ledger.roll import ensure_fresh
from duties.models import (
    Household,
    HouseholdRegistration,
    Link,
    Reading,
    Record,
    RecordState,
    Rule,
    SupervisionItem,
    TalkPromise,
)
from duties.selectors.provisions import provision_names
from duties.services.supervision.succeeding import supervision_pass_on
from duties.services.talks.succeeding import talks_pass_on
from duties.supervision_states import OVER
from duties.talk_states import Promise
from portal.models import Existence, Fact, Person, Unit, Word
from portal.reorganising import Consequence, Part, add_reorganisation
from portal.selectors.vocabulary import vocabulary
from portal.services.deed import Deed
from portal.wording import date_cn, period_cn

TITLE = "履职台账"
HEAD = ("变化", "单位", "事项", "周期", "应完成数")


class DutiesPart(Part):
    """The part of the duties in a reorganisation."""

    @contextmanager
    def together(self) -> Iterator[Callable[[], Consequence | None]]:
        """Read the ledger anew once, for all facts written within; tell which rows changed."""
        if not Reading.objects.exists():
            yield lambda: None
            _pass_on()
            return
        ensure_fresh()
        consequence.keep_areas()
        affected: list[int] = []
        with gathered() as units:
            yield lambda: _told(consequence.changes(affected))
        affected += affected_units(units)
        consequence.keep_rows(affected)
        units_changed(units)
        _pass_on()

    def check_end(self, unit: Unit, day: dt.date) -> None:
        """No record of the unit, or on it as its target, is dated later: it would lie outside the unit's life."""
        later = Record.objects.filter(Q(unit=unit) | Q(target=unit), occurred_on__gte=day)
        count = later.filter(withdrawn_at__isnull=True).count()
        if count:
            last = date_cn(later.latest("occurred_on").occurred_on)
            raise ValidationError(
                {"day": f"{unit.name}在此日及以后还有{count}条履职记录(最晚{last}),撤销日期须晚于这些记录。"}
            )

    def facts_of(self, unit: Unit) -> Sequence[tuple[Unit, Fact]]:
        """Links of its seats, links to it, and the register of its households."""
        links = Link.objects.known().filter(Q(unit=unit) | Q(target=unit)).select_related("unit")
        registered = HouseholdRegistration.objects.known().filter(household__unit=unit)
        return [(link.unit, link) for link in links] + [(unit, each) for each in registered]

    def carry_over(self, deed: Deed, unit: Unit, successor: Unit) -> None:
        """Register the households of the day at the successor. Raises ValidationError where it has the number already."""
        standing = deed.reaching(HouseholdRegistration.objects.filter(household__unit=unit))
        numbers = sorted(standing.values_list("household__number", flat=True))
        taken = HouseholdRegistration.objects.known().filter(
            household__unit=successor, household__number__in=numbers
        )
        if taken.exists():
            number = taken.values_list("household__number", flat=True).order_by("household__number")[0]
            raise ValidationError(
                {"households": f"户编号{number}在两个单位都有。请取消此项,合并后另行导入重新编号的在册户。"}
            )
        for number in numbers:
            household, _ = Household.objects.get_or_create(unit=successor, number=number)
            deed.add(HouseholdRegistration(household=household, started_on=deed.day), successor)

    def seat_items(self, unit: Unit, role: str, holders: Sequence[Person]) -> Sequence[str]:
        """Links of the seat, the unit's open supervision items, records of the holder that wait for confirmation."""
        links = Link.objects.present().filter(unit=unit, role=role).count()
        asked = SupervisionItem.objects.filter(
            Q(obligations__role=role) | Q(obligations__role=""), unit=unit
        ).exclude(state__in=OVER)
        items = asked.values("pk").distinct().count()
        unconfirmed = Record.objects.filter(unit=unit, leader__in=holders, state=RecordState.SUBMITTED)
        waiting = unconfirmed.filter(withdrawn_at__isnull=True).count()
        promised = TalkPromise.objects.filter(
            unit=unit, role__in=[role, ""], state=Promise.OPEN.value
        ).count()
        told = [
            (links, f"此席位现有定点联系、工作队{links}条。"),
            (items, f"本单位在办督办件{items}件,由继任者接续。"),
            (promised, f"约谈整改承诺{promised}项尚未完成,由继任者接续。"),
            (waiting, f"离任人主持的履职记录有{waiting}条待确认,请离任人在离任前确认。"),
        ]
        return [sentence for number, sentence in told if number]

    def pass_links(self, deed: Deed, unit: Unit, role: str, to_role: str | None) -> None:
        """End the links of the seat; with `to_role` that seat has them from the day on."""
        for link in Link.objects.known().filter(unit=unit, role=role).select_related("target"):
            if link.ended_on is not None and link.ended_on <= deed.day:
                continue
            ends, starts = link.ended_on, max(deed.day, link.started_on or deed.day)
            deed.end(link, unit)
            standing = Existence.objects.known().on(starts).filter(unit=link.target).exists()
            if to_role is not None and standing:
                new = Link(
                    ref=uuid.uuid4().hex, kind=link.kind, unit=unit, role=to_role, target=link.target,
                    started_on=starts, ended_on=ends,
                )  # fmt: skip
                deed.add(new, unit)


def _pass_on() -> None:
    """Give what is open to the units that took over."""
    supervision_pass_on()
    talks_pass_on()


def _told(changes: consequence.Changes) -> Consequence:
    rules = {row.rule for row in changes.rows}
    names = provision_names(Rule.objects.filter(pk__in=rules).select_related("regulation"))
    words, titles = vocabulary(), _titles(rules)
    rows = [
        (
            row.change,
            f"{row.unit} {words.name(Word.Group.ROLE, row.role)}".strip() if row.role else row.unit,
            f"{titles.get(row.rule, '')}({names[row.rule]})",
            period_cn(row.period),
            _numbers(row.required_before, row.required_after),
        )
        for row in changes.rows
    ]
    told = sum(number for kind, number in changes.counts.items() if kind != consequence.COUNTED)
    return Consequence(TITLE, list(changes.counts.items()), HEAD, rows, told - len(rows))


def _titles(rules: set[int]) -> dict[int, str]:
    """The present title of each rule."""
    readings = Reading.objects.filter(rule__in=rules, known__endswith__isnull=True).order_by(
        "version__number"
    )
    return dict(readings.values_list("rule", "title"))


def _numbers(before: int | None, after: int | None) -> str:
    """What was asked for, and what is now."""
    if before is None or after is None:
        number = after if before is None else before
        return "—" if number is None else str(number)
    return f"{before} → {after}" if before != after else str(after)


def join() -> None:
    """Take part in reorganisations."""
    add_reorganisation(DutiesPart())
