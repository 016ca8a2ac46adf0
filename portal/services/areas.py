"""The closure of the dated tree, rebuilt from placements and existences by one statement."""

from django.db import connection

REBUILD = """
WITH RECURSIVE life AS (
    SELECT unit_id, during FROM portal_existence WHERE upper_inf(known)
), up AS (
    SELECT unit_id AS ancestor_id, unit_id, 0 AS depth, during FROM life
    UNION ALL
    SELECT p.parent_id, up.unit_id, up.depth + 1, up.during * p.during * l.during
    FROM up
    JOIN life l ON l.unit_id = up.ancestor_id
    JOIN portal_placement p
      ON p.unit_id = up.ancestor_id AND upper_inf(p.known) AND p.during && (up.during * l.during)
    WHERE up.depth < 20
)
INSERT INTO portal_area (ancestor_id, unit_id, depth, during)
SELECT ancestor_id, unit_id, depth, during FROM up WHERE NOT isempty(during)
"""


def rebuild_areas() -> None:
    """Read the closure anew from the placements known now; call it in the transaction that changes one."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM portal_area")
        cursor.execute(REBUILD)
