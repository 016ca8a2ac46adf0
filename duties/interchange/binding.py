"""Whether the obligations that waivers.csv waives are owed at all; how many targets coverage has is not looked at."""

from duties.interchange.staging import Stage
from duties.ledger.moment import Moment
from duties.ledger.opening import Scope, open_obligations, readings_known
from duties.models import Rule
from duties.periods import kind_of, parse

NAMED = """
SELECT array_agg(DISTINCT s.period), array_agg(DISTINCT u.id)
FROM in_waivers s JOIN change_waivers c ON c.line = s.line JOIN portal_unit u ON u.code = s.unit
"""
UNBOUND = """
SELECT s.line, CASE WHEN s.role = '' THEN s.unit ELSE s.unit || ' 的 ' || s.role END || ' 在 ' || s.period || ' 没有 '
       || s.rule || ' 的应履职事项,不能豁免;请核对口径、单位、职务和周期'
FROM in_waivers s
JOIN change_waivers c ON c.line = s.line
JOIN portal_unit u ON u.code = s.unit
JOIN duties_regulation n ON n.code = s.regulation
JOIN duties_rule q ON q.regulation_id = n.id AND q.code = s.rule
WHERE NOT EXISTS (SELECT FROM ledger_ob o
                  WHERE o.rule_id = q.id AND o.unit_id = u.id AND o.role = s.role AND o.period = s.period)
ORDER BY 1 LIMIT 1000
"""


def check_waivers(stage: Stage) -> None:
    """Note every new or changed waiver that waives nothing; call it when units, tags and tenures are written."""
    if "waivers" not in stage.labels:
        return
    stage.cursor.execute(NAMED)
    periods, units = stage.cursor.fetchone()
    if not units:
        return
    moment = Moment.stored()
    calendar = [parse(period) for period in periods if kind_of(period) != "term"]
    rules = list(Rule.objects.values_list("pk", flat=True))
    open_obligations(stage.cursor, readings_known(moment, rules), Scope(calendar, units=units), moment)
    stage.cursor.execute(UNBOUND)
    for line, message in stage.cursor.fetchall():
        stage.fault("waivers", line, "period", message)
