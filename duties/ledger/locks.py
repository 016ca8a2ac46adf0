"""Who waits for whom when the ledger is written.

A count is made from its sources, so two writers of one unit must follow one another: each takes the unit's lock before
it writes its source and counts in later statements, whose snapshots (READ COMMITTED) then hold what the other committed.
Rebuilding everything shuts the gate that every other writer passes through. Locks last to the end of the transaction.
"""

from collections.abc import Iterable

from django.db import connection

NAMESPACE = 7421
GATE = 0


def lock_units(units: Iterable[int]) -> None:
    """Take the ledger locks of `units` (ids), in their order, so that no two writers wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [NAMESPACE, GATE])
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, unit) FROM unnest(%s::integer[]) AS unit",
            [NAMESPACE, sorted(set(units))],
        )


def lock_ledger() -> None:
    """Shut the gate: wait for all writers of the ledger, and let none in until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NAMESPACE, GATE])
