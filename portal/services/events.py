"""Numbering changes for the feed, after their commit and one run at a time, so that no number comes in behind another."""

from django.db import connection, transaction

LOCK = 74230
"""The advisory lock of whoever numbers."""
BATCH = 20_000

NUMBER = """
WITH moved AS (
    DELETE FROM portal_changeoutbox
    WHERE change_id IN (SELECT change_id FROM portal_changeoutbox ORDER BY change_id LIMIT %s)
    RETURNING change_id
)
INSERT INTO portal_changeevent (change_id) SELECT change_id FROM moved ORDER BY change_id
"""


@transaction.atomic
def events_number() -> int:
    """Give the changes that were committed since the last run their numbers; gives how many, none while another runs.

    What is still being written is not seen here, and gets a later number once it is committed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(NUMBER, [BATCH])
        return int(cursor.rowcount)
