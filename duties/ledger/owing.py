"""Whether something is owed at all, read from its sources: also in periods that the stored ledger does not reach yet."""

from django.db import connection, transaction

from duties.ledger.moment import Moment
from duties.ledger.opening import Scope, open_obligations, readings_known
from duties.models import Rule
from portal.models import Unit


@transaction.atomic
def is_owed(*, unit: Unit, rule: Rule, role: str = "", period: str) -> bool:
    """Whether `rule` binds `unit` (its seat `role`) in `period`; how many targets coverage has is not looked at.

    Raises ValueError for a `period` that is none.
    """
    scope = Scope.of_one(unit=unit.pk, rule=rule.pk, period=period)
    moment = Moment.stored()
    with connection.cursor() as cursor:
        open_obligations(cursor, readings_known(moment, [rule.pk]), scope, moment)
        cursor.execute("SELECT count(*) FROM ledger_ob WHERE role = %s AND period = %s", [role, period])
        return bool(cursor.fetchone()[0])
