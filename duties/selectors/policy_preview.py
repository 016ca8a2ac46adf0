"""What a policy would have sent in the last year: one statement over the stored ledger, as if it had run on each day.

Taken from the ledger: on which days an obligation pressed (until it was met by the day of the act, made up or waived).
So what was entered late counts as if it had been entered at once, and a few more would have been sent. Who answers is
taken as of each day; clerks and offices, and who has an account, as they are today.
"""

import dataclasses
import datetime as dt
import json
from typing import Any

from django.db import connection, transaction

from duties.alert_plan import WEEK, Version, plan
from duties.ledger.alert_rows import LATE_STEPS, PLAN, SETTINGS, plan_parameters
from duties.ledger.bulk import set_local
from duties.ledger.roll import ensure_fresh
from duties.models import Addressee, Regulation, Step
from duties.policy_draft import PolicyDraft
from duties.selectors.policies import subjects_of_regulations
from portal import clock
from portal.models import Account

YEAR = dt.timedelta(days=365)

ASKED = PLAN.split("AS\n", 1)[1]

# The days on which each obligation pressed: from `remind_on` on, before `until` (null: it still does).
LIFE = """
SELECT row_number() OVER () AS n, l.rule_id, l.unit_id, l.role, l.person_id, l.due_on, w.force,
       greatest(l.due_on - w.remind_days, l.first_on) AS remind_on,
       least(l.period_end - 1, x.ended_on - 1) AS last_read,
       least(CASE WHEN l.counted >= l.required THEN l.met_on
                  WHEN l.counted + l.made_up >= l.required THEN greatest(made.day, l.due_on + 1) END,
             CASE WHEN w.force = 'unquantified' THEN l.due_on + 1 END,
             waived.day) AS until,
       CASE WHEN l.role <> '' THEN ARRAY[l.role] WHEN cardinality(w.led_by) > 0 THEN w.led_by
            ELSE ARRAY(SELECT jsonb_array_elements_text(g.vocabulary->'answer_for'->u.kind)) END AS asked
FROM duties_obligation l
JOIN duties_reading w ON w.id = l.reading_id
JOIN portal_unit u ON u.id = l.unit_id
JOIN portal_existence x ON x.unit_id = l.unit_id AND upper_inf(x.known)
JOIN duties_rule q ON q.id = l.rule_id AND q.regulation_id = %(regulation)s
JOIN duties_regulation g ON g.id = q.regulation_id
LEFT JOIN (SELECT rule_id, unit_id, role, period, min(granted_on) AS day FROM duties_waiver WHERE upper_inf(known)
           GROUP BY 1, 2, 3, 4) waived
  ON waived.rule_id = l.rule_id AND waived.unit_id = l.unit_id AND waived.role = l.role AND waived.period = l.period
LEFT JOIN LATERAL (SELECT r.occurred_on AS day FROM duties_record r
                   WHERE l.counted < l.required AND l.made_up > 0 AND r.unit_id = l.unit_id AND r.kind = w.kind
                     AND r.for_period = l.period AND r.occurred_on >= l.period_end AND r.withdrawn_at IS NULL
                   ORDER BY r.occurred_on LIMIT 1 OFFSET greatest(l.required - l.counted, 1) - 1) made ON TRUE
WHERE l.required > 0 AND l.first_on <= %(today)s AND l.due_on - w.remind_days <= %(today)s
"""

# How many of a bearer's obligations stood overdue at once, from each day on which that changed.
TALLY = """
SELECT step_id, at_once, unit_id, role, day,
       sum(sum(change)) OVER (PARTITION BY step_id, unit_id, role ORDER BY day) AS number
FROM (SELECT step_id, at_once, unit_id, role, late_from AS day, 1 AS change FROM late
      UNION ALL
      SELECT step_id, at_once, unit_id, role, until, -1 FROM late WHERE until IS NOT NULL) y
GROUP BY step_id, at_once, unit_id, role, day
"""

STEPS = """
SELECT f.n, s.step_id, s.code, s.rank, s.addressees, s.cap, d.step_on
FROM life f
JOIN asked s ON s.rule_id = f.rule_id AND s.force = f.force
LEFT JOIN at_once m ON m.n = f.n AND m.step_id = s.step_id
CROSS JOIN LATERAL (SELECT greatest(f.remind_on, least(f.due_on + s.days, m.on_day)) AS step_on) d
WHERE d.step_on <= %(today)s AND (f.until IS NULL OR d.step_on < f.until)
"""

TAKEN = f"""
SELECT n, code, rank, addressees, step_on, false AS escalated FROM step
UNION ALL
SELECT y.n, y.code, y.rank, ARRAY['superior_office'], y.step_on + {WEEK} * y.cap, true
FROM (SELECT s.*, min(s.step_on) OVER (PARTITION BY s.n ORDER BY s.rank
                                       ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_on FROM step s) y
JOIN life f ON f.n = y.n
WHERE y.code IN ({LATE_STEPS})
  AND (y.next_on IS NULL OR y.next_on > y.step_on + {WEEK} * y.cap)
  AND y.step_on + {WEEK} * y.cap <= %(today)s AND (f.until IS NULL OR y.step_on + {WEEK} * y.cap < f.until)
"""

TOLD = """
SELECT y.n, y.code, y.rank, y.step_on, y.escalated, 'answering' AS told_as, a.id AS account_id
FROM of_year y JOIN life f ON f.n = y.n AND 'answering' = ANY (y.addressees)
JOIN portal_tenure t ON t.unit_id = f.unit_id AND t.role = ANY (f.asked) AND t.during @> y.step_on
                    AND upper_inf(t.known) AND (f.person_id IS NULL OR f.person_id = t.person_id)
JOIN portal_account a ON a.person_id = t.person_id AND a.is_active
UNION ALL
SELECT y.n, y.code, y.rank, y.step_on, y.escalated, 'clerk', a.id
FROM of_year y JOIN life f ON f.n = y.n AND 'clerk' = ANY (y.addressees)
JOIN portal_appointment c ON c.unit_id = f.unit_id AND c.role = 'clerk' AND c.during @> %(today)s::date
                         AND upper_inf(c.known)
JOIN portal_account a ON a.id = c.account_id AND a.is_active
UNION ALL
SELECT y.n, y.code, y.rank, y.step_on, y.escalated, o.told_as, o.account_id
FROM of_year y JOIN life f ON f.n = y.n
JOIN office o ON o.unit_id = f.unit_id AND o.day = least(y.step_on, f.last_read) AND o.told_as = ANY (y.addressees)
"""

OFFICE = """
SELECT unit_id, day, account_id, CASE place WHEN 1 THEN 'office' ELSE 'superior_office' END AS told_as
FROM (SELECT p.unit_id, p.day, a.id AS account_id,
             dense_rank() OVER (PARTITION BY p.unit_id, p.day ORDER BY r.depth) AS place
      FROM (SELECT DISTINCT f.unit_id, least(y.step_on, f.last_read) AS day FROM of_year y JOIN life f ON f.n = y.n
            WHERE y.addressees && ARRAY['office', 'superior_office']) p
      JOIN portal_area r ON r.unit_id = p.unit_id AND r.during @> p.day
      JOIN portal_appointment c ON c.unit_id = r.ancestor_id AND c.role = 'office' AND c.during @> %(today)s::date
                               AND upper_inf(c.known)
      JOIN portal_account a ON a.id = c.account_id AND a.is_active) z
WHERE place <= 2
"""

SENT = f"""
WITH asked AS MATERIALIZED ({ASKED}),
life AS MATERIALIZED ({LIFE}),
late AS MATERIALIZED (
    SELECT f.n, s.step_id, s.at_once, f.unit_id, f.role, f.due_on + 1 AS late_from, f.until
    FROM life f JOIN asked s ON s.rule_id = f.rule_id AND s.force = f.force
    WHERE s.at_once IS NOT NULL AND f.due_on < %(today)s AND (f.until IS NULL OR f.until > f.due_on + 1)
),
tally AS MATERIALIZED ({TALLY}),
at_once AS MATERIALIZED (
    SELECT l.n, l.step_id, min(t.day) AS on_day
    FROM late l JOIN tally t ON t.step_id = l.step_id AND t.unit_id = l.unit_id AND t.role = l.role
     AND t.day >= l.late_from AND (l.until IS NULL OR t.day < l.until) AND t.number >= t.at_once
    GROUP BY l.n, l.step_id
),
step AS MATERIALIZED ({STEPS}),
of_year AS MATERIALIZED (SELECT * FROM ({TAKEN}) y WHERE step_on > %(from)s),
office AS MATERIALIZED ({OFFICE}),
sent AS MATERIALIZED (
    SELECT DISTINCT ON (n, account_id, rank) * FROM ({TOLD}) y
    ORDER BY n, account_id, rank, step_on, escalated, told_as
)
SELECT json_build_object(
    'rows', (SELECT coalesce(json_agg(r), '[]') FROM (
        SELECT code, told_as, escalated, count(*) AS number FROM sent GROUP BY 1, 2, 3) r),
    'people', (SELECT coalesce(json_object_agg(told_as, number), '{{}}') FROM (
        SELECT told_as, count(DISTINCT account_id) AS number FROM sent GROUP BY 1) p),
    'persons', (SELECT count(DISTINCT account_id) FROM sent),
    'digests', (SELECT count(*) FROM (SELECT DISTINCT account_id, step_on FROM sent) d),
    'busiest', (SELECT json_build_object('account', account_id, 'day', step_on, 'number', count(*)) FROM sent
                GROUP BY account_id, step_on ORDER BY count(*) DESC, step_on DESC, account_id LIMIT 1))::text
"""


@dataclasses.dataclass(frozen=True)
class Busiest:
    """The account and day with the most rows."""

    account: Account
    day: dt.date
    number: int


@dataclasses.dataclass(frozen=True)
class Sent:
    """What a policy would have sent on the days after `since` up to `until`.

    `rows` counts by step and addressee, `escalated` by step those in place of repetition (they are in `rows` too);
    `people` counts accounts by addressee, `digests` one a person and day.
    """

    since: dt.date
    until: dt.date
    rows: dict[tuple[str, str], int]
    escalated: dict[str, int]
    people: dict[str, int]
    persons: int
    digests: int
    busiest: Busiest | None

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())

    def of_step(self, code: str) -> int:
        """The rows of one step."""
        return sum(number for (step, _), number in self.rows.items() if step == code)

    @property
    def table(self) -> list[tuple[Step, list[int], int]]:
        """For each step the rows by addressee, in their order, and all of them."""
        return [
            (step, [self.rows.get((step, told_as), 0) for told_as in Addressee], self.of_step(step))
            for step in Step
        ]

    @property
    def people_by_addressee(self) -> list[int]:
        """Accounts by addressee, in their order."""
        return [self.people.get(told_as, 0) for told_as in Addressee]


def would_have_sent(regulation: Regulation, draft: PolicyDraft, *, length: dt.timedelta = YEAR) -> Sent:
    """What the policy would have sent in the year (`length`) up to today, had it been in force all along."""
    ensure_fresh()
    today = clock.today()
    subjects = subjects_of_regulations().get(regulation.pk, [])
    planned = plan([Version(dt.date.min, draft.as_steps())], subjects)
    days = {"today": today, "from": today - length}
    parameters = plan_parameters(planned) | days | {"regulation": regulation.pk}
    with transaction.atomic(), connection.cursor() as cursor:
        set_local(cursor, SETTINGS)
        cursor.execute(SENT, parameters)
        found: dict[str, Any] = json.loads(cursor.fetchone()[0])
        set_local(cursor, dict.fromkeys(SETTINGS, "DEFAULT"))
    return _sent(found, today - length, today)


def _sent(found: dict[str, Any], since: dt.date, until: dt.date) -> Sent:
    rows: dict[tuple[str, str], int] = {}
    escalated: dict[str, int] = {}
    for row in found["rows"]:
        key = row["code"], row["told_as"]
        rows[key] = rows.get(key, 0) + row["number"]
        if row["escalated"]:
            escalated[row["code"]] = escalated.get(row["code"], 0) + row["number"]
    busiest = found["busiest"]
    most = busiest and Busiest(
        Account.objects.get(pk=busiest["account"]), dt.date.fromisoformat(busiest["day"]), busiest["number"]
    )
    return Sent(since, until, rows, escalated, found["people"], found["persons"], found["digests"], most)
