"""For which obligations a sitting counts, or would count: lines for the panel beside the form and for an entry's page."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from duties.ledger.cell import Numbers
from duties.ledger.preview import Credit, preview
from duties.ledger.roll import ensure_fresh
from duties.ledger.status import FULFILLED, Status, status_of
from duties.models import Obligation
from duties.selectors.provisions import provision_names
from duties.services.records import Content
from meetings.models import Entry
from meetings.services.making import records_content
from meetings.services.stored import counting_content_of
from portal import clock
from portal.selectors.vocabulary import Vocabulary


@dataclasses.dataclass(frozen=True)
class Line:
    """One obligation near a sitting: counted, made up, or not and why."""

    obligation: Obligation
    provision: str
    before: int
    after: int
    status: Status
    made_up: bool
    reason: str

    @property
    def counts(self) -> bool:
        """Whether the sitting fits the obligation."""
        return not self.reason

    @property
    def required(self) -> int:
        """What the obligation asks for."""
        return self.obligation.required


@dataclasses.dataclass(frozen=True)
class Outlook:
    """What a sitting counts for, what its own forms miss, and what else of the unit is still open."""

    counted: list[Line]
    missed: list[Line]
    others: list[Line]

    @property
    def summary(self) -> str:
        """The same in one line: 将计入 2 项,按补办列示 1 项."""
        made_up = sum(line.made_up for line in self.counted)
        parts = (
            [f"将计入 {len(self.counted) - made_up} 项"] if len(self.counted) > made_up or not made_up else []
        )
        return ",".join([*parts, *([f"按补办列示 {made_up} 项"] if made_up else [])])


def outlook(
    made: Sequence[Content], *, words: Vocabulary, replacing: Entry | None = None, besides: bool = True
) -> Outlook:
    """Ask the ledger's own conditions about records not yet entered (one form's); nothing is written.

    Of a day to come it says what they will count for once that day is there and they are entered.
    The records of the entry that it is `replacing` are left out. `others` are open obligations of forms that were
    not chosen, with what else they would ask for where `besides` is asked too.
    """
    ensure_fresh()
    without = list(replacing.records.values_list("pk", flat=True)) if replacing else []
    credits: dict[int, Credit] = {}
    for content in made:
        for credit in _preview(content, without, words if besides else None):
            known = credits.get(credit.obligation.pk)
            credits[credit.obligation.pk] = (
                credit if known is None else _both(known, credit, content.occurred_on)
            )
    return _sorted(list(credits.values()), made[0].forms)


def _preview(content: Content, without: Sequence[int], words: Vocabulary | None) -> list[Credit]:
    return preview(
        unit=content.unit,
        kind=content.kind,
        forms=content.forms,
        leader=content.leader,
        occurred_on=content.occurred_on,
        on_topic=content.on_topic,
        target=content.target,
        for_period=content.for_period,
        households=[household.pk for household in content.households],
        without=without,
        other_forms=[word.code for word in words.forms_of(content.kind)] if words else (),
    )


def _both(one: Credit, other: Credit, day: dt.date) -> Credit:
    """What two records of one form, both on `day`, do for the same obligation together.

    Each was asked for by itself; they are of different targets or leaders, so that their credits add up.
    """
    counted = one.after.counted + other.after.counted - other.before.counted
    made_up = one.after.made_up + other.after.made_up - other.before.made_up
    met_on = one.after.met_on or (day if counted >= one.after.required else None)
    after = dataclasses.replace(one.after, counted=counted, made_up=made_up, met_on=met_on)
    lead = one if one.counts or not other.counts else other
    return dataclasses.replace(lead, after=after, status_after=_status(one, after, max(clock.today(), day)))


def _status(credit: Credit, after: Numbers, day: dt.date) -> Status:
    """The status on `day` with the numbers `after`; a waived obligation stays waived."""
    if credit.status_before == Status.WAIVED:
        return Status.WAIVED
    row = credit.obligation
    return status_of(
        day=day,
        period_start=row.period_start,
        due_on=row.due_on,
        required=after.required,
        counted=after.counted,
        made_up=after.made_up,
        met_on=after.met_on,
        force=row.reading.force,
        remind_days=row.reading.remind_days,
        waived=False,
    )


def _sorted(credits: Sequence[Credit], forms: Sequence[str]) -> Outlook:
    names = provision_names([credit.obligation.rule for credit in credits])
    counted, missed, others = [], [], []
    for credit in sorted(credits, key=lambda credit: not credit.counts):
        chosen = _chosen(credit, forms)
        line = _line(credit, names, "" if chosen else _not_chosen(credit))
        if line.counts:
            counted.append(line)
        elif chosen:
            missed.append(line)
        elif credit.status_before not in FULFILLED | {Status.WAIVED}:
            others.append(line)
    return Outlook(counted, missed, others)


def outlook_of(entry: Entry, words: Vocabulary) -> Outlook:
    """What a stored entry counts for: its records are in the ledger already, so the figures before are those of now."""
    return outlook(records_content(entry.unit, counting_content_of(entry)), words=words, besides=False)


def _chosen(credit: Credit, forms: Sequence[str]) -> bool:
    """Whether the obligation asks for no form, or for one of `forms`."""
    reading = credit.obligation.reading
    return not reading.form or bool({reading.form, *reading.also_forms} & set(forms))


def _not_chosen(credit: Credit) -> str:
    return f"未选该类型;且{credit.besides}" if credit.besides else "未选该类型"


def _line(credit: Credit, names: dict[int, str], not_chosen: str) -> Line:
    return Line(
        obligation=credit.obligation,
        provision=names[credit.obligation.rule_id],
        before=credit.before.counted,
        after=credit.after.counted,
        status=credit.status_after,
        made_up=credit.after.made_up > credit.before.made_up,
        reason=not_chosen or credit.reason,
    )
