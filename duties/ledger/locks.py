"""Who waits for whom when the ledger is written.

A count is made from its sources, so two writers of one unit must follow one another: each takes the unit's lock before
it writes its source and counts in later statements, whose snapshots (READ COMMITTED) then hold what the other committed.
Rebuilding everything shuts the gate that every other writer passes through. Locks last to the end of the transaction.
"""

from collections.abc import Iterable

from django.db import connection

NAMESPACE = 7421
GATE = 0


# The gate comes first, being the smallest number of all.
LOCK = """
SELECT CASE WHEN unit = ANY (%(written)s::integer[]) THEN pg_advisory_xact_lock(%(space)s, unit)::text
            ELSE pg_advisory_xact_lock_shared(%(space)s, unit)::text END
FROM unnest(%(all)s::integer[]) AS unit
"""


def lock_units(units: Iterable[int], *, beside: Iterable[int | None] = ()) -> None:
    """Take the ledger locks of `units` (ids), in their order, so that no two writers wait for each other.

    `beside` are units that the rows of `units` will look at: nobody changes their facts meanwhile, others may look too.
    """
    written = set(units)
    both = sorted(written | {unit for unit in beside if unit is not None})
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"space": NAMESPACE, "written": list(written), "all": [GATE, *both]})


def lock_ledger() -> None:
    """Shut the gate: wait for all writers of the ledger, and let none in until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NAMESPACE, GATE])
