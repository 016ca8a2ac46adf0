"""到期日历 against the exported ledger of a random world, day by day and status by status."""

import datetime as dt
from collections import Counter
from io import StringIO

import time_machine
from django.core.management import call_command

from duties.ledger.compute import compute_rows
from duties.ledger.moment import Moment
from duties.ledger.past import reading
from duties.periods import parse
from duties.rulebook import XPCC_2023
from duties.selectors.due_calendar import AREA, UNIT, Wanted, calendar_of, due_list
from portal import clock
from portal.models import Role, Unit
from tests.duties.board.test_sums import LATER
from tests.duties.load_world import load_world
from tests.duties.random_worlds import Maker
from tests.portal.desk import account_at


def test_days_of_months_and_quarters_equal_the_exported_ledger(db: None) -> None:
    day = dt.date(2024, 7, 1)
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), clock.SHANGHAI), tick=False):
        call_command("load_regulation", XPCC_2023, stdout=StringIO())
        load_world(Maker(21).make(), [])
        units = {code: Unit.objects.get(code=code) for code in ("兵", "二")}
        actor = account_at(units["兵"], Role.OFFICE, "office")
        for code, whose, name, as_of in (
            ("兵", AREA, "2024Q2", None),
            ("二", AREA, "2024-03", None),
            ("二", UNIT, "2024Q2", None),
            ("兵", AREA, "2024-12", None),
            ("兵", AREA, "2024Q2", dt.date(2024, 5, 10)),
        ):
            span, read_on = parse(name), as_of or day
            rows = compute_rows(
                from_day=span.start - dt.timedelta(days=800),
                to_day=span.last_day,
                as_of=read_on,
                known_at=LATER,
                unit=units[code],
            )
            expected = Counter(
                (row.due_on, row.status)
                for row in rows
                if span.start <= row.due_on <= span.last_day
                and (whose == AREA or row.unit_id == units[code].pk)
            )
            with reading(Moment.at(as_of) if as_of else Moment.stored()):
                wanted = Wanted(units[code], span, whose)
                made = calendar_of(actor, wanted)
                found = Counter(
                    {
                        (day.day, status): n
                        for month in made.months
                        for day in month.days
                        for status, n in day.parts
                    }
                )
                # What the export does not list yet is what is still to come.
                assert expected - found == Counter(), name
                to_come = found - expected
                assert all(due > read_on for due, _ in to_come), name
                assert made.total == sum(found.values()) == sum(made.counts.values())
                listed = due_list(actor, wanted, span.start, span.last_day, [], 1)
                assert (listed.found, dict(listed.counts)) == (made.total, dict(made.counts))
                assert sum(expected.values()) > 3
