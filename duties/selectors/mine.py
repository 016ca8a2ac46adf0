"""我的职责: what a person, or a unit's clerk, answers for today, sorted by lateness; constant queries."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import Q

from duties.ledger.status import Status
from duties.models import Reading, Statement
from duties.next_steps import next_step, when_due
from duties.periods import Period, period_of
from duties.selectors.cell_key import key_at
from duties.selectors.cells import targets_of
from duties.selectors.ledger import Line, obligations_of_account, obligations_of_unit
from duties.selectors.moment import reading_day
from duties.selectors.provisions import provision_names
from duties.selectors.statements import open_marks
from duties.selectors.urging import counts_of
from duties.wording import amount_words
from portal.access import Actor
from portal.models import Role, Tag, Unit
from portal.selectors.vocabulary import Vocabulary

TOLD_TARGETS = 12
"""So many of the targets still to be reached are named on a card."""
TARGET_CARDS = 2
"""So many cards name them, the most pressing ones."""

FAR_OFF = dt.timedelta(days=400)
"""Beyond this the days to go are not told, only the day."""

ORDER = {
    Status.OVERDUE: 0,
    Status.DUE_SOON: 1,
    Status.PENDING: 2,
    Status.UPCOMING: 2,
    Status.MADE_UP: 3,
    Status.OPEN: 4,
}


@dataclasses.dataclass(frozen=True)
class Card:
    """One duty on the page; `left` are names of targets still to be reached, `said` what the unit has stated of it."""

    line: Line
    provision: str
    amount: str
    left: Sequence[str] = ()
    urged: int = 0
    said: Sequence[Statement] = ()

    @property
    def when(self) -> str:
        """How near or far the due day is, in words."""
        return when_due(self.line.obligation.due_on, reading_day())

    @property
    def due(self) -> str:
        """The due day, with its year where that is not this one, and how far off it is while it can still be met."""
        day, today = self.line.obligation.due_on, reading_day()
        year = "" if day.year == today.year else f"{day.year}年"
        written = f"{year}{day.month}月{day.day}日到期"
        near = today <= day < today + FAR_OFF and self.line.outstanding
        return f"{written},{self.when.removesuffix('到期')}" if near else written

    @property
    def short(self) -> str:
        """What stands on the badge: how late or how near for what presses, else the status."""
        late = self.line.status in {Status.OVERDUE, Status.DUE_SOON}
        return self.when.removeprefix("已") if late else self.line.status.label

    @property
    def next_step(self) -> str:
        """What to do next, in words."""
        overdue = self.line.status in {Status.OVERDUE, Status.MADE_UP}
        return next_step(self.line.obligation.reading.measure, overdue=overdue)


@dataclasses.dataclass(frozen=True)
class Lasting:
    """A continuous duty: it has no number, and is reported on in words."""

    reading: Reading
    provision: str


@dataclasses.dataclass(frozen=True)
class Mine:
    """The page: what is outstanding, what is overdue from earlier years, what is done, what lasts."""

    today: dt.date
    quarter: Period
    outstanding: list[Card]
    older: list[Card]
    done: list[Card]
    lasting: list[Lasting]
    nobody: bool = False
    """Whether an official's account is not yet tied to a person, so that nothing can be found."""

    @property
    def overdue(self) -> int:
        """How many are overdue, those of earlier years included."""
        return sum(card.line.status == Status.OVERDUE for card in [*self.outstanding, *self.older])

    @property
    def due_soon(self) -> int:
        """How many are due soon."""
        return sum(card.line.status == Status.DUE_SOON for card in self.outstanding)

    @property
    def urged(self) -> int:
        """How many outstanding ones have been urged."""
        return sum(card.urged > 0 for card in [*self.outstanding, *self.older])

    @property
    def days_left(self) -> int:
        """How many days of the quarter are left, today included."""
        return (self.quarter.end - self.today).days

    @property
    def in_quarter(self) -> int:
        """How many outstanding obligations are due by the end of the quarter and can still be met in time."""
        return sum(
            self.today <= card.line.obligation.due_on < self.quarter.end
            and card.line.obligation.reading.force != "unquantified"
            for card in self.outstanding
        )


def mine(actor: Actor, words: Vocabulary) -> Mine:
    """The page of `actor`: an official sees what he or she answers for, a clerk or member what the unit and its seats owe."""
    assert actor.post is not None
    assert actor.account is not None
    unit, today = actor.post.unit, reading_day()
    if actor.post.role == Role.OFFICIAL:
        lines = obligations_of_account(actor.account)
    else:
        lines = obligations_of_unit(unit)
    lasting = _continuous(unit, today)
    names = provision_names(
        {
            rule.pk: rule
            for rule in (*(line.obligation.rule for line in lines), *(each.rule for each in lasting))
        }.values()
    )
    keys = [key_at(line.obligation) for line in lines if line.outstanding]
    urged, said = counts_of(keys), open_marks(keys)
    cards = [
        Card(
            line,
            names[line.obligation.rule_id],
            amount_words(line.obligation.reading, words),
            urged=urged.get(key_at(line.obligation), 0),
            said=said.get(key_at(line.obligation), ()),
        )
        for line in sorted(lines, key=_lateness)
    ]
    waiting = [card for card in cards if card.line.outstanding]
    older = [card for card in waiting if card.line.obligation.due_on.year < today.year]
    return Mine(
        today=today,
        quarter=period_of("quarter", today),
        outstanding=_with_targets([card for card in waiting if card not in older]),
        older=older,
        done=[card for card in cards if not card.line.outstanding],
        lasting=[Lasting(reading, names[reading.rule_id]) for reading in lasting],
        nobody=actor.post.role == Role.OFFICIAL and actor.account.person_id is None,
    )


def _lateness(line: Line) -> tuple[int, dt.date, int]:
    rank = ORDER.get(line.status, 5)
    in_principle = line.obligation.reading.force != "must" and line.status == Status.OVERDUE
    return rank + in_principle, line.obligation.due_on, line.obligation.rule.position


def _with_targets(cards: list[Card]) -> list[Card]:
    """Name on the most pressing cards of coverage what is still to be reached."""
    told, done = TARGET_CARDS, []
    for card in cards:
        row = card.line.obligation
        if told and row.reading.measure == "coverage" and not row.reading.target.get("household"):
            told -= 1
            targets = targets_of(row)
            left = [each.name.removeprefix(row.unit.name) for each in targets if each.first_on is None]
            card = dataclasses.replace(card, left=left)
        done.append(card)
    return done


def _continuous(unit: Unit, day: dt.date) -> list[Reading]:
    """The continuous duties that `unit` bears on `day`; one query."""
    tags = Tag.objects.present(day).filter(unit=unit).values("tag")
    found = Reading.objects.filter(
        Q(tag="") | Q(tag__in=tags),
        measure="continuous",
        bearer="unit",
        units__contains=[unit.kind],
        governs__contains=day,
        known__endswith__isnull=True,
    ).exclude(force="power")
    return list(found.select_related("rule").order_by("rule__regulation", "rule__position"))
