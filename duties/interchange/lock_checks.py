"""Changes of records and waivers in locked periods, which an import may not make either."""

from duties.interchange.staging import Stage
from duties.models import PeriodLock
from duties.periods import first_day, kind_of

NAMES = {
    "records": "SELECT DISTINCT s.for_period FROM change_records c JOIN in_records s ON s.line = c.line WHERE s.for_period <> ''",
    "waivers": "SELECT DISTINCT s.period FROM change_waivers c JOIN in_waivers s ON s.line = c.line",
}
DAYS = {
    "records": "(VALUES (s.occurred_on), ((SELECT q.start FROM unnest(%(names)s::text[], %(starts)s::date[]) AS q (name, start)"
    " WHERE q.name = s.for_period)))",
    "waivers": "(SELECT q.start FROM unnest(%(names)s::text[], %(starts)s::date[]) AS q (name, start) WHERE q.name = s.period)",
}
PLACES = {"records": "occurred_on", "waivers": "period"}
LOCKED = """
SELECT s.line, min(l.unit || ' 的 ' || l.period || ' 已锁定(' || l.reason || '),不能变更;请联系锁定的办公室解除锁定,或删去这一行')
FROM change_{name} c JOIN in_{name} s ON s.line = c.line JOIN portal_unit u ON u.code = s.unit
CROSS JOIN LATERAL {days} AS d (day)
JOIN portal_area a ON a.unit_id = u.id AND a.during @> d.day
JOIN (SELECT k.*, v.code AS unit FROM duties_periodlock k JOIN portal_unit v ON v.id = k.unit_id
      WHERE k.unlocked_at IS NULL) l
  ON l.unit_id = a.ancestor_id AND d.day >= l.first_day AND d.day < l.end_day
GROUP BY 1 ORDER BY 1 LIMIT 1000
"""


def check_period_locks(stage: Stage) -> None:
    """Note each new or changed record or waiver of a locked period; the changes have been found."""
    if not PeriodLock.objects.filter(unlocked_at__isnull=True).exists():
        return
    for name in stage.labels.keys() & NAMES.keys():
        stage.cursor.execute(NAMES[name])
        calendar = [each for (each,) in stage.cursor.fetchall() if kind_of(each) != "term"]
        periods = {"names": calendar, "starts": [first_day(each) for each in calendar]}
        stage.cursor.execute(LOCKED.format(name=name, days=DAYS[name]), periods)
        for line, message in stage.cursor.fetchall():
            stage.fault(name, line, PLACES[name], message)
