"""What a record being filled in would count for, and where it just fails, asked of the pieces that will count it.

A record of a day to come is asked about as of that day: what it will count for once that day is there.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import connection

from duties.ledger import cell, pieces
from duties.ledger.cell import SOURCE, STORED, Numbers, VirtualRecord
from duties.ledger.explain import among_targets, first_failure
from duties.ledger.incremental import touched_by
from duties.ledger.moment import Moment
from duties.ledger.reasons import RECORD_REASONS, Cell
from duties.ledger.status import Status, status_of, waived_on
from duties.models import Obligation, Record, RecordState
from duties.periods import first_day, kind_of
from portal import clock
from portal.models import Person, Unit
from portal.prepared import execute_prepared
from portal.selectors.vocabulary import Vocabulary, vocabulary


@dataclasses.dataclass(frozen=True)
class Credit:
    """One obligation near a record being filled in.

    `reason` is empty where the record would count, or be shown as made up; else it says which condition fails first.
    `besides` says which would, had the record the other forms that were asked about too.
    """

    obligation: Obligation
    before: Numbers
    after: Numbers
    status_before: Status
    status_after: Status
    reason: str
    besides: str

    @property
    def counts(self) -> bool:
        """Whether the record fits the obligation."""
        return not self.reason


def preview(
    *,
    unit: Unit,
    kind: str,
    forms: Sequence[str],
    leader: Person | None,
    occurred_on: dt.date,
    on_topic: bool,
    target: Unit | None = None,
    for_period: str = "",
    households: Sequence[int] = (),
    without: Sequence[int] = (),
    other_forms: Sequence[str] = (),
) -> list[Credit]:
    """The obligations of `unit` and its seats that a record with these values would count for, and those it fails.

    Those that it counts for come first. `without` are records (ids) that it would replace: they are counted neither
    before nor after. `households` (ids) are those that it reaches. `other_forms` are those for which `Credit.besides`
    is answered. Raises ValueError for a `for_period` that is no period's name.
    """
    record = VirtualRecord(
        unit_id=unit.pk,
        kind=kind,
        forms=forms,
        leader_id=leader.pk if leader else None,
        target_id=target.pk if target else None,
        occurred_on=occurred_on,
        for_kind=kind_of(for_period) if for_period else "",
        for_start=first_day(for_period) if for_period else None,
        on_topic=on_topic,
        households=households,
    )
    shown = _shown(record, for_period, leader, target)
    rows = (
        Obligation.objects.filter(pk__in=touched_by(record), required__gt=0)
        .select_related("rule__regulation", "reading", "unit", "person")
        .defer("rule__regulation__vocabulary")
        .annotate(waived=waived_on(clock.today()))
        .order_by("rule__position", "role", "period_start")
    )
    day = max(clock.today(), occurred_on)
    found, moment, words = list(rows), Moment(day), vocabulary()
    before = cell.count(found, moment, without=without)
    after = cell.count(found, moment, beside=record, without=without)
    failures = _failures(found, moment, record)
    every = dataclasses.replace(record, forms=[*forms, *other_forms])
    besides = _failures(found, moment, every) if other_forms else failures
    credits = [
        Credit(
            obligation=row,
            before=before[row.pk],
            after=after[row.pk],
            status_before=_status(row, before[row.pk], day),
            status_after=_status(row, after[row.pk], day),
            reason=_reason(row, failures[row.pk], shown, words, day),
            besides=_reason(row, besides[row.pk], shown, words, day),
        )
        for row in found
    ]
    return sorted(credits, key=lambda credit: not credit.counts)


def _shown(record: VirtualRecord, for_period: str, leader: Person | None, target: Unit | None) -> Record:
    """The same as a Record, never saved, for the sentences that name its people and days."""
    return Record(
        occurred_on=record.occurred_on,
        for_period=for_period,
        for_kind=record.for_kind,
        leader=leader,
        target=target,
        state=RecordState.SUBMITTED,
        registered_at=clock.now(),
    )


def _failures(rows: Sequence[Obligation], moment: Moment, record: VirtualRecord) -> dict[int, str]:
    """For each row the code of the first condition that the record fails, empty where it fits."""
    found: dict[int, str] = {}
    asked = pieces.guarded_conditions(moment)
    for shape, ids in cell.by_family(cell.kin_of(rows)).items():
        conditions = [*pieces.VISIBILITY, *asked, *among_targets(shape, moment, record.source)]
        query = f"""
            WITH {cell.sources(moment, obligations=STORED, added=f"UNION ALL {cell.VIRTUAL}")} {record.contacts}
            SELECT o.k, {first_failure(conditions)} FROM {SOURCE.records} AND r.id = 0
        """
        with connection.cursor() as cursor:
            execute_prepared(cursor, query, moment.parameters | record.parameters | {"ids": ids})
            found.update(dict(cursor.fetchall()))
    return found


def _status(row: Obligation, numbers: Numbers, day: dt.date) -> Status:
    return status_of(
        day=day,
        period_start=row.period_start,
        due_on=row.due_on,
        required=numbers.required,
        counted=numbers.counted,
        made_up=numbers.made_up,
        met_on=numbers.met_on,
        force=row.reading.force,
        remind_days=row.reading.remind_days,
        waived=row.waived,  # type: ignore[attr-defined]
    )


def _reason(row: Obligation, code: str, shown: Record, words: Vocabulary, day: dt.date) -> str:
    if not code:
        return ""
    about = Cell(
        reading=row.reading,
        role=row.role,
        period=row.period,
        ended=row.period_end,
        read_on=min(day, row.period_end - dt.timedelta(days=1)),
        person=row.person,
        words=words,
    )
    return RECORD_REASONS[code](about, shown)
