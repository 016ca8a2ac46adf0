"""Why a cell is as it is: the obligation, its clause, what counted and what did not, and what has been done about it."""

import dataclasses
import datetime as dt

from duties.highlight import Stretch, highlight
from duties.ledger.explain import Candidate, Explanation, TargetReached, explain
from duties.ledger.past import standing
from duties.models import Alert, Obligation, Provision, Reading, Rule, SupervisedObligation, Urging, Waiver
from duties.naming import provision_name
from duties.selectors.cell_key import key_at
from duties.selectors.ledger import Line, answered_by, answering_people, ledger, lines
from duties.selectors.moment import reading_day, stand_cell, told_until
from duties.selectors.scope import readable, reads_below
from duties.selectors.statements import EndedWaiver, Told, ended_waivers, statements_of
from duties.selectors.supervision import readable_items
from duties.selectors.urging import urgings_of
from portal.access import Actor
from portal.models import Document, Person, Role, Unit

LONGEST_CLAUSE = 160
"""A paragraph longer than this is cut around the quoted words, whole sentences kept."""


OTHER_FORM = "form"
"""The condition by which a record of another form fails: it was never meant for this obligation."""

NOT_YET = "registered"
"""The condition by which a record fails that was entered after the instant of a past view: nobody knew of it."""


@dataclasses.dataclass(frozen=True)
class Clause:
    """The words of the regulation: the provision's name and the paragraph or item that is quoted, with marks."""

    name: str
    article: int
    stretches: list[Stretch]
    cut_before: bool
    cut_after: bool


@dataclasses.dataclass(frozen=True)
class Why:
    """One cell taken apart; `alerts` and `items` are those that the reader may see, `said` what the unit has stated."""

    line: Line
    clause: Clause
    since: dt.date
    explanation: Explanation
    answering: list[Person]
    waiver: Waiver | None
    ended: list[EndedWaiver]
    alerts: list[Alert]
    items: list[SupervisedObligation]
    urgings: list[Urging]
    said: list[Told]

    @property
    def when(self) -> str:
        """How near or far the due day is, in words, while something is outstanding."""
        return self.line.when

    @property
    def told(self) -> list[tuple[Alert, str, bool]]:
        """The alerts step by step: one of each day and step, the names of all whom it told, whether all are settled."""
        steps: dict[tuple[dt.date, str], list[Alert]] = {}
        for alert in self.alerts:
            steps.setdefault((alert.step_on, alert.step), []).append(alert)
        return [
            (
                together[0],
                "、".join(each.account.name for each in together),
                all(each.settled_at for each in together),
            )
            for _, together in sorted(steps.items())
        ]

    @property
    def failing(self) -> list[Candidate]:
        """The records that could have counted and did not, the latest first."""
        return [each for each in self.explanation.failing[::-1] if each.code not in {OTHER_FORM, NOT_YET}]

    @property
    def other(self) -> list[Candidate]:
        """Records of the same kind that are simply something else, the latest first."""
        return [each for each in self.explanation.failing[::-1] if each.code == OTHER_FORM]

    @property
    def supervised(self) -> bool:
        """Whether a notice on it is under way or issued."""
        return any(not each.item.is_over for each in self.items)

    @property
    def reached(self) -> list[TargetReached]:
        """Targets that were reached."""
        return [target for target in self.explanation.targets if target.first_on]

    @property
    def left(self) -> list[TargetReached]:
        """Targets that are still to be reached."""
        return [target for target in self.explanation.targets if not target.first_on]


def cell_lines(actor: Actor, unit: Unit, rule: Rule, period: str) -> list[Line]:
    """The obligations of `unit` (one, or one a seat) of `rule` in `period` that the actor may read.

    An official reads what he or she answers for in another unit too, in a past view also in one that was left since.
    """
    stand_cell(unit, rule, period)
    allowed = readable(actor)
    if actor.role == Role.OFFICIAL and actor.account and actor.account.person:
        allowed |= answered_by(actor.account.person)[0]
    rows = ledger().filter(allowed, unit=unit, rule=rule, period=period)
    return lines(rows.select_related("rule__regulation", "person").order_by("role"))


def why(actor: Actor, line: Line) -> Why | None:
    """Take one obligation apart; None where it is owed no more since the line was read. Constant queries."""
    row = line.obligation
    explanation = _explanation(row)
    if explanation is None:
        return None
    waivers = _waivers(row)
    return Why(
        line=line,
        clause=clause_of(row.reading, row.rule),
        since=row.reading.governs.lower or row.rule.regulation.effective_on,
        explanation=explanation,
        answering=answering_people([row])[row.pk],
        waiver=next((each for each in waivers if each.known.upper is None), None),
        ended=ended_waivers(waivers),
        alerts=_alerts(actor, row),
        items=_items(actor, row),
        urgings=urgings_of(key_at(row)),
        said=statements_of(key_at(row)),
    )


def targets_of(row: Obligation) -> list[TargetReached]:
    """Whom a row of coverage must reach, each with the day on which it was first reached."""
    found = _explanation(row)
    return found.targets if found else []


def _explanation(row: Obligation) -> Explanation | None:
    """The row taken apart at the moment that is read."""
    moment = standing()
    return explain(
        unit=row.unit,
        rule=row.rule,
        role=row.role,
        period=row.period,
        as_of=None if moment.is_stored else moment.as_of,
        known_at=moment.known_at,
    )


def clause_of(reading: Reading, rule: Rule) -> Clause:
    """The paragraph or item that `reading` quotes, its words marked; one query."""
    provision = Provision.objects.filter(regulation=rule.regulation_id, article=rule.article).first()
    text = provision.text if provision else reading.quote
    place = next((line for line in text.splitlines() if reading.quote in line), reading.quote)
    start, end = _sentences_around(place, reading.quote)
    return Clause(
        name=provision_name(rule.article, rule.item, text if provision else ""),
        article=rule.article,
        stretches=highlight(place[start:end], {0: reading.quote})[0],
        cut_before=start > 0,
        cut_after=end < len(place),
    )


def _sentences_around(text: str, quote: str) -> tuple[int, int]:
    """Where the sentences that hold `quote` begin and end; all of a text that is short enough."""
    if len(text) <= LONGEST_CLAUSE:
        return 0, len(text)
    at = text.index(quote)
    start = text.rfind("。", 0, at) + 1
    end = text.find("。", at + len(quote) - 1) + 1
    return start, end or len(text)


def _waivers(row: Obligation) -> list[Waiver]:
    """The waivers of the obligation granted by the day that is read, those taken back too."""
    waivers = Waiver.objects.filter(rule=row.rule_id, unit=row.unit_id, role=row.role, period=row.period)
    return list(waivers.filter(granted_on__lte=reading_day()).order_by("pk"))


def _alerts(actor: Actor, row: Obligation) -> list[Alert]:
    """What was sent about it; who reads only the own unit sees what was sent to the own account."""
    alerts = Alert.objects.filter(rule=row.rule_id, unit=row.unit_id, role=row.role, period=row.period)
    if not reads_below(actor):
        alerts = alerts.filter(account=actor.account)
    found, until = alerts.select_related("account").order_by("made_at", "pk"), told_until()
    if until is None:
        return list(found)
    told = list(found.filter(made_at__lte=until))
    for alert in told:
        alert.settled_at = alert.settled_at if alert.settled_at and alert.settled_at <= until else None
    return told


def _items(actor: Actor, row: Obligation) -> list[SupervisedObligation]:
    """The supervision items on it whose notices the actor may read; drafts stay on the issuer's side.

    A past view has those whose notice was issued by then, whatever became of it since.
    """
    found = SupervisedObligation.objects.filter(
        item__in=readable_items(actor).order_by(),
        unit=row.unit_id,
        rule=row.rule_id,
        role=row.role,
        period=row.period,
    )
    until = told_until()
    if until is not None:
        found = found.filter(item__notice__issued_at__lte=until)
    items = list(found.select_related("item__notice", "item__office").order_by("item__made_at"))
    for each in items if until is not None else ():
        each.item.notice.state = Document.State.ISSUED
    return items
