"""Two divisions, their regiments and companies since 2023, with what was done in 2025: what is reorganised in 2026."""

import datetime as dt
from io import StringIO

from django.core.management import call_command

from duties.ledger.compute import compute_rows
from duties.ledger.reconcile import reconcile
from duties.management.commands.export_ledger import write_csv
from duties.rulebook import XPCC_2023
from portal import clock
from portal.access import Actor
from portal.models import Role, Unit
from tests.duties.load_world import load_world
from tests.portal.desk import account_at

NOW = dt.datetime(2026, 11, 24, 10, tzinfo=clock.SHANGHAI)
FOUNDED = "2023-01-01"
UNITS = [
    ("兵", "演示兵团", "corps", ""),
    ("二", "演示二师", "division", "兵"),
    ("三", "演示三师", "division", "兵"),
    ("27", "演示27团", "regiment", "二"),
    ("28", "演示28团", "regiment", "二"),
    ("33", "演示33团", "regiment", "三"),
    ("27-1", "演示27团一连", "company", "27"),
    ("27-2", "演示27团二连", "company", "27"),
    ("28-1", "演示28团一连", "company", "28"),
]
SEATS = [("party_secretary", "书记"), ("administrative_head", "团长")]


def make_world() -> Actor:
    """Load the rules and the world and read the ledger; gives the system administrator, who works at the corps."""
    call_command("load_regulation", XPCC_2023, stdout=StringIO())
    load_world(
        {
            "units": [
                {"code": code, "name": name, "kind": kind, "established_on": FOUNDED}
                for code, name, kind, _ in UNITS
            ],
            "placements": [{"unit": code, "parent": parent} for code, _, _, parent in UNITS if parent],
            "tags": [{"unit": "27", "tag": "key_support", "started_on": FOUNDED}],
            "tenures": [
                {
                    "ref": f"{code}-{role}",
                    "unit": code,
                    "role": role,
                    "person": f"{name}{code}",
                    "name": f"演示-{name}{code}",
                    "started_on": "2023-06-01",
                }
                for code, _, kind, _ in UNITS
                for role, name in (SEATS if kind != "company" else SEATS[:1])
            ],
            "links": [
                {"ref": "L1", "kind": "contact_point", "unit": "27", "role": "party_secretary", "target": "27-1"},
                {"ref": "L2", "kind": "contact_point", "unit": "二", "role": "party_secretary", "target": "27"},
            ],
            "households": [
                {"unit": "27-1", "number": "001"},
                {"unit": "27-1", "number": "002"},
                {"unit": "27-2", "number": "003"},
            ],
            "records": [
                record("r1", "27", "书记27", "2025-02-10", "party_standing_committee;leading_group"),
                record("r2", "27", "书记27", "2025-08-10", "party_standing_committee"),
                record("r3", "28", "书记28", "2025-05-10", "leading_group"),
                record("r4", "27", "团长27", "2026-02-03", "administrative_executive"),
                record("r5", "27-1", "书记27-1", "2025-03-03", "", kind="household_contact", households="001"),
            ],
        },
        [],
    )  # fmt: skip
    reconcile()
    return account_at(unit("兵"), Role.SYSTEM_ADMIN, "xitong")


def record(ref: str, where: str, leader: str, day: str, forms: str, **values: str) -> dict[str, str]:
    """A record on the topic, registered on its day."""
    return {
        "ref": ref, "kind": "meeting", "forms": forms, "unit": where, "leader": leader, "occurred_on": day,
        "on_topic": "1", "state": "confirmed", "registered_at": f"{day}T18:00:00+08:00",
    } | values  # fmt: skip


def unit(code: str) -> Unit:
    """The unit with this code."""
    return Unit.objects.get(code=code)


def export_2025(*, terms: bool = True, known_at: dt.datetime | None = None) -> str:
    """The ledger of 2025 as of its last day, as the export writes it; without `terms`, calendar periods only."""
    first, last = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
    rows = compute_rows(from_day=first, to_day=last, as_of=last, known_at=known_at)
    stream = StringIO()
    write_csv([row for row in rows if terms or not row.period.startswith("T")], stream)
    return stream.getvalue()
