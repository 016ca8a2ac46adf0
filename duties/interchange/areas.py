"""The area of a unit by the codes of its units, as files name them."""

OWN = """
SELECT u.code::text FROM portal_unit u JOIN portal_existence x ON x.unit_id = u.id AND upper_inf(x.known)
WHERE EXISTS (SELECT FROM portal_area a WHERE a.ancestor_id = %(unit)s AND a.unit_id = u.id
              AND a.during @> least(greatest(%(today)s::date, x.started_on), x.ended_on - 1))
"""
"""The area of today; a unit that is no more, or not yet, lies where it lay last, or will lie first."""
