"""The world of the chaos test, made and read within its own installation by `manage.py shell`."""

import datetime as dt
import json
from collections import Counter

from django.db import transaction

from duties.ledger.reconcile import reconcile
from duties.models import Alert
from duties.periods import ONE_DAY, period_of
from duties.services.alerts import flag_overdue
from duties.services.digests import send_digests
from portal import clock
from portal.models import Account, Appointment, CalendarDay, Delivery, Preference, Role, ScheduleRun, Unit
from tests.duties.load_world import load_world

REGIMENTS, CLERKS = 100, 20
PEOPLE = REGIMENTS * CLERKS
"""Each of them is told at least one step."""


@transaction.atomic
def make() -> None:
    """Regiments founded a quarter ago that have done nothing since; each with clerks who are told so at any hour."""
    today = clock.today()
    founded = period_of("quarter", period_of("quarter", today).start - ONE_DAY).start
    codes = [f"T{number:03}" for number in range(REGIMENTS)]
    units = [{"code": "S", "kind": "division", "name": "演示二师", "established_on": str(founded)}]
    units += [
        {"code": code, "kind": "regiment", "name": f"演示{code}团", "established_on": str(founded)}
        for code in codes
    ]
    load_world({"units": units, "placements": [{"unit": code, "parent": "S"} for code in codes]}, [])
    reconcile()
    for unit in Unit.objects.filter(kind="regiment"):
        _people(unit, founded)
    # Today and tomorrow are working days, whenever the test runs.
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, works=True) for day in (today, today + dt.timedelta(days=1))
    )


def _people(unit: Unit, since: dt.date) -> None:
    names = [f"{unit.code}-{number:02}" for number in range(CLERKS)]
    accounts = Account.objects.bulk_create(
        Account(username=name, name=f"演示-{name}", email=f"{name}@example.org") for name in names
    )
    Appointment.objects.bulk_create(
        Appointment(account=account, unit=unit, role=Role.CLERK, started_on=since) for account in accounts
    )
    Preference.objects.bulk_create(
        Preference(account=account, is_quiet=False, digest_hour=0) for account in accounts
    )


def tell() -> None:
    """Print as JSON what the installation holds now."""
    deliveries = Delivery.objects.select_related("account")
    alerts = Alert.objects.values_list("account", "unit", "rule", "role", "period", "step")
    print(
        json.dumps(
            {
                "alerts": len(alerts),
                "doubled": [row for row, number in Counter(alerts).items() if number > 1],
                "told": len({row[0] for row in alerts}),
                "undigested": Alert.objects.filter(
                    digests=0, superseded=False, settled_at__isnull=True, addressed_as="clerk"
                ).count(),
                "deliveries": {
                    str(each.public_id): each.account.email for each in deliveries if each.account
                },
                "states": Counter(each.state for each in deliveries),
                "runs": {run.name: run.fault for run in ScheduleRun.objects.all()},
            }
        )
    )


def again() -> None:
    """Print what another flagging, another digest and another reading of the ledger would still change: nothing."""
    print(
        json.dumps(
            {
                "flagged": sum(vars(flag_overdue()).values()),
                "digests": send_digests(),
                "ledger": reconcile(check=True).total,
            }
        )
    )
