"""The statements of flagging, in the order in which they run: from the ledger of a day to the rows that must be open.

Each fills a temporary table of the transaction. `alert_pressing`: obligations that press. `alert_step`: their steps
whose day has come, by each version of the policy that asked for them. `alert_who`: whom one may tell of each.
`alert_wanted`: a row for each addressee.
`alert_change`: stored rows that must become other ones.
"""

from collections.abc import Iterable
from typing import Any

from duties.alert_plan import WEEK, Planned
from duties.ledger.bulk import READ
from duties.policy_draft import LATE

LATE_STEPS = ", ".join(f"'{code}'" for code in LATE)

STORED = "duties_obligation"
COMPUTED = f"({READ.format(holds='NULL AS holds_until')})"
"""The ledger of today, and that of another day as `read_ledger` leaves it."""

# What `status_on` calls due_soon or overdue; a test holds the two together. `read_on` is the day E that decides in
# whose area the row lies.
PRESSING = """
CREATE TEMPORARY TABLE alert_pressing ON COMMIT DROP AS
SELECT row_number() OVER ()::integer AS n, l.rule_id, l.unit_id, l.role, l.period, l.person_id, l.due_on, w.force,
       greatest(l.due_on - w.remind_days, l.first_on) AS remind_on,
       least(%(as_of)s, l.period_end - 1, x.ended_on - 1) AS read_on,
       CASE WHEN l.role <> '' THEN ARRAY[l.role] WHEN cardinality(w.led_by) > 0 THEN w.led_by
            ELSE ARRAY(SELECT jsonb_array_elements_text(g.vocabulary->'answer_for'->u.kind)) END AS asked
FROM {rows} l
JOIN duties_reading w ON w.id = l.reading_id
JOIN portal_unit u ON u.id = l.unit_id
JOIN portal_existence x ON x.unit_id = l.unit_id AND upper_inf(x.known)
JOIN duties_rule q ON q.id = l.rule_id
JOIN duties_regulation g ON g.id = q.regulation_id
WHERE l.first_on <= %(as_of)s AND l.required > 0 AND l.due_on - w.remind_days <= %(as_of)s
  AND NOT (l.counted >= l.required AND l.met_on IS NOT NULL)
  AND (l.due_on >= %(as_of)s OR (w.force <> 'unquantified' AND l.counted + l.made_up < l.required))
  AND NOT EXISTS (SELECT FROM duties_waiver v
                  WHERE v.rule_id = l.rule_id AND v.unit_id = l.unit_id AND v.role = l.role AND v.period = l.period
                    AND v.granted_on <= %(as_of)s AND upper_inf(v.known))
"""

PLAN = """
CREATE TEMPORARY TABLE alert_plan ON COMMIT DROP AS
SELECT rule_id, force, step_id, code, rank, days, at_once, string_to_array(addressees, ',') AS addressees, cap,
       since, last_day
FROM unnest(%(rules)s::bigint[], %(forces)s::text[], %(steps)s::bigint[], %(codes)s::text[], %(ranks)s::smallint[],
            %(days)s::integer[], %(at_once)s::integer[], %(addressees)s::text[], %(caps)s::integer[],
            %(since)s::date[], %(last_days)s::date[])
  AS p (rule_id, force, step_id, code, rank, days, at_once, addressees, cap, since, last_day)
"""

# The day on which so many obligations of one bearer stood overdue at once: the first of the day after the n-th due day.
AT_ONCE = """
CREATE TEMPORARY TABLE alert_at_once ON COMMIT DROP AS
SELECT step_id, unit_id, role, due_on + 1 AS on_day
FROM (SELECT s.step_id, s.at_once, p.unit_id, p.role, p.due_on,
             row_number() OVER (PARTITION BY s.step_id, p.unit_id, p.role ORDER BY p.due_on) AS number
      FROM alert_pressing p JOIN alert_plan s ON s.rule_id = p.rule_id AND s.force = p.force
      WHERE s.at_once IS NOT NULL AND p.due_on < %(as_of)s) y
WHERE number = at_once
"""

# No step is taken before the ledger calls the obligation due soon, nor before its version held.
STEPS = """
CREATE TEMPORARY TABLE alert_step ON COMMIT DROP AS
SELECT p.n, s.step_id, s.code, s.rank, s.addressees, s.cap, d.step_on
FROM alert_pressing p
JOIN alert_plan s ON s.rule_id = p.rule_id AND s.force = p.force
LEFT JOIN alert_at_once m
  ON m.step_id = s.step_id AND m.unit_id = p.unit_id AND m.role = p.role AND p.due_on < %(as_of)s
CROSS JOIN LATERAL (
    SELECT greatest(p.remind_on, s.since,
                    least(p.due_on + s.days,
                          CASE WHEN m.on_day IS NOT NULL THEN greatest(p.due_on + 1, m.on_day) END)) AS step_on
) d
WHERE d.step_on <= %(as_of)s AND d.step_on <= s.last_day
"""

# Who answers (rules.md), where they have an account; the clerks of the unit; the nearest unit at or above the bearer's
# that has an office, and the next one above it. The words for them happen to be in the order of nearness.
WHO = """
CREATE TEMPORARY TABLE alert_who ON COMMIT DROP AS
SELECT p.n, 'answering' AS told_as, a.id AS account_id
FROM alert_pressing p
JOIN portal_tenure t ON t.unit_id = p.unit_id AND t.role = ANY (p.asked) AND t.during @> %(as_of)s::date
                    AND upper_inf(t.known) AND (p.person_id IS NULL OR p.person_id = t.person_id)
JOIN portal_account a ON a.person_id = t.person_id AND a.is_active
UNION ALL
SELECT p.n, 'clerk', a.id
FROM alert_pressing p
JOIN portal_appointment c ON c.unit_id = p.unit_id AND c.role = 'clerk' AND c.during @> %(as_of)s::date
                         AND upper_inf(c.known)
JOIN portal_account a ON a.id = c.account_id AND a.is_active
UNION ALL
SELECT p.n, CASE o.place WHEN 1 THEN 'office' ELSE 'superior_office' END, o.account_id
FROM alert_pressing p
JOIN (SELECT y.unit_id, y.read_on, a.id AS account_id,
             dense_rank() OVER (PARTITION BY y.unit_id, y.read_on ORDER BY r.depth) AS place
      FROM (SELECT DISTINCT unit_id, read_on FROM alert_pressing) y
      JOIN portal_area r ON r.unit_id = y.unit_id AND r.during @> y.read_on
      JOIN portal_appointment c ON c.unit_id = r.ancestor_id AND c.role = 'office' AND c.during @> %(as_of)s::date
                               AND upper_inf(c.known)
      JOIN portal_account a ON a.id = c.account_id AND a.is_active) o
  ON o.unit_id = p.unit_id AND o.read_on = p.read_on AND o.place <= 2
"""

# A step past the due day that was told as often as it may be, while none followed it.
ESCALATED = f"""
SELECT n, step_id, code, rank, step_on + {WEEK} * cap AS step_on
FROM (SELECT f.*, min(f.step_on) OVER (PARTITION BY f.n ORDER BY f.rank
                                       ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_on
      FROM (SELECT DISTINCT ON (n, rank) n, rank, step_id, code, cap, step_on
            FROM alert_step ORDER BY n, rank, step_on, step_id) f) y
WHERE code IN ({LATE_STEPS}) AND step_on + {WEEK} * cap <= %(as_of)s
  AND (next_on IS NULL OR next_on > step_on + {WEEK} * cap)
"""

WANTED = f"""
CREATE TEMPORARY TABLE alert_wanted ON COMMIT DROP AS
WITH told AS (
    SELECT s.n, s.rank, s.step_id, s.code, s.step_on, false AS escalated, h.told_as, h.account_id
    FROM alert_step s JOIN alert_who h ON h.n = s.n AND h.told_as = ANY (s.addressees)
    UNION ALL
    SELECT e.n, e.rank, e.step_id, e.code, e.step_on, true, h.told_as, h.account_id
    FROM ({ESCALATED}) e JOIN alert_who h ON h.n = e.n AND h.told_as = 'superior_office'
)
SELECT p.rule_id, p.unit_id, p.role, p.period, t.code AS step, t.account_id, t.told_as AS addressed_as, t.escalated,
       t.step_id AS policy_step_id, p.due_on, t.step_on,
       t.rank < max(t.rank) OVER (PARTITION BY t.n, t.account_id) AS superseded
FROM (SELECT DISTINCT ON (n, account_id, rank) * FROM told
      ORDER BY n, account_id, rank, step_on, escalated, told_as, step_id) t
JOIN alert_pressing p ON p.n = t.n
"""

READS = {
    "alert_pressing": PRESSING,
    "alert_plan": PLAN,
    "alert_at_once": AT_ONCE,
    "alert_step": STEPS,
    "alert_who": WHO,
    "alert_wanted": WANTED,
}
"""The tables that are read from the ledger, in their order."""

SETTINGS = {"work_mem": "'64MB'", "enable_nestloop": "off"}
"""What a whole corps is read with: joined and sorted in memory, no loop over a table whose size is misjudged."""

TABLES = (*READS, "alert_change")

SAME = " AND ".join(
    f"a.{name} = w.{name}" for name in ("rule_id", "unit_id", "role", "period", "step", "account_id")
)

CHANGE = f"""
CREATE TEMPORARY TABLE alert_change ON COMMIT DROP AS
SELECT a.id, w.step IS NOT NULL AS is_wanted, a.settled_at IS NOT NULL AS was_settled,
       coalesce(w.superseded, a.superseded) AS superseded, coalesce(w.escalated, a.escalated) AS escalated,
       coalesce(w.addressed_as, a.addressed_as) AS addressed_as,
       coalesce(w.policy_step_id, a.policy_step_id) AS policy_step_id,
       coalesce(w.due_on, a.due_on) AS due_on, coalesce(w.step_on, a.step_on) AS step_on
FROM duties_alert a LEFT JOIN alert_wanted w ON {SAME}
WHERE CASE WHEN w.step IS NULL THEN a.settled_at IS NULL
           ELSE a.settled_at IS NOT NULL OR a.superseded <> w.superseded OR a.escalated <> w.escalated
                OR a.addressed_as <> w.addressed_as OR a.policy_step_id IS NULL END
"""

COUNT = """
SELECT count(*) FILTER (WHERE NOT is_wanted), count(*) FILTER (WHERE is_wanted AND was_settled) FROM alert_change
"""

# A row that is opened again is told from the beginning.
UPDATE = """
UPDATE duties_alert a
SET settled_at = CASE WHEN c.is_wanted THEN NULL ELSE %(now)s END,
    read_at = CASE WHEN c.is_wanted AND c.was_settled THEN NULL ELSE a.read_at END,
    digested_at = CASE WHEN c.is_wanted AND c.was_settled THEN NULL ELSE a.digested_at END,
    digests = CASE WHEN c.is_wanted AND c.was_settled THEN 0 ELSE a.digests END,
    superseded = c.superseded, escalated = c.escalated, addressed_as = c.addressed_as,
    policy_step_id = c.policy_step_id, due_on = c.due_on, step_on = c.step_on
FROM alert_change c WHERE c.id = a.id
"""

ADD = f"""
INSERT INTO duties_alert (rule_id, unit_id, role, period, step, account_id, addressed_as, escalated, superseded,
                          policy_step_id, due_on, step_on, made_at, digests)
SELECT w.rule_id, w.unit_id, w.role, w.period, w.step, w.account_id, w.addressed_as, w.escalated, w.superseded,
       w.policy_step_id, w.due_on, w.step_on, %(now)s, 0
FROM alert_wanted w
WHERE NOT EXISTS (SELECT FROM duties_alert a WHERE {SAME})
"""


def plan_parameters(planned: Iterable[Planned]) -> dict[str, list[Any]]:
    """What the policies ask as the arrays that `PLAN` reads."""
    rows = list(planned)
    return {
        "rules": [row.rule for row in rows],
        "forces": [row.force for row in rows],
        "steps": [row.step.id for row in rows],
        "codes": [row.step.code for row in rows],
        "ranks": [row.step.rank for row in rows],
        "days": [row.days for row in rows],
        "at_once": [row.step.at_once for row in rows],
        "addressees": [",".join(row.step.addressees) for row in rows],
        "caps": [row.step.cap for row in rows],
        "since": [row.since for row in rows],
        "last_days": [row.last_day for row in rows],
    }
