"""What stands now, as known now, in the columns of the files: for the export, and to compare an import with.

Each query has the columns of its file, typed (an empty text is none), and `id`, the row that an update replaces.
"""

KNOWN = "upper_inf({}.known)"

UNITS = f"""
SELECT u.id, x.id AS life_id, n.id AS name_id, u.code, coalesce(n.name, u.name) AS name, u.kind,
       x.started_on AS established_on, x.ended_on AS abolished_on
FROM portal_unit u
LEFT JOIN portal_existence x ON x.unit_id = u.id AND {KNOWN.format("x")}
LEFT JOIN portal_name n ON n.unit_id = u.id AND {KNOWN.format("n")} AND n.during @> %(today)s::date
"""
TAGS = f"""
SELECT t.id, u.code AS unit, t.tag, t.started_on, t.ended_on
FROM portal_tag t JOIN portal_unit u ON u.id = t.unit_id WHERE {KNOWN.format("t")}
"""
PLACEMENTS = f"""
SELECT p.id, u.code AS unit, q.code AS parent, p.started_on, p.ended_on
FROM portal_placement p JOIN portal_unit u ON u.id = p.unit_id JOIN portal_unit q ON q.id = p.parent_id
WHERE {KNOWN.format("p")}
"""
# The present name stands in units.csv.
NAMES = f"""
SELECT n.id, u.code AS unit, n.name, n.started_on, n.ended_on
FROM portal_name n JOIN portal_unit u ON u.id = n.unit_id
WHERE {KNOWN.format("n")} AND NOT n.during @> %(today)s::date
"""
SUCCESSIONS = """
SELECT s.id, u.code AS unit, q.code AS successor, s.kind, s."on"
FROM portal_succession s JOIN portal_unit u ON u.id = s.unit_id JOIN portal_unit q ON q.id = s.successor_id
"""
TENURES = f"""
SELECT t.id, t.ref, u.code AS unit, t.role, p.code AS person, p.name, t.title, t.started_on, t.ended_on, t.acting
FROM portal_tenure t JOIN portal_unit u ON u.id = t.unit_id JOIN portal_person p ON p.id = t.person_id
WHERE {KNOWN.format("t")}
"""
LINKS = f"""
SELECT l.id, l.ref, l.kind, u.code AS unit, l.role, g.code AS target, l.started_on, l.ended_on
FROM duties_link l JOIN portal_unit u ON u.id = l.unit_id JOIN portal_unit g ON g.id = l.target_id
WHERE {KNOWN.format("l")}
"""
HOUSEHOLDS = f"""
SELECT g.id, u.code AS unit, h.number, g.started_on AS registered_on, g.ended_on AS removed_on
FROM duties_householdregistration g
JOIN duties_household h ON h.id = g.household_id JOIN portal_unit u ON u.id = h.unit_id
WHERE {KNOWN.format("g")}
"""
# An account without a post has a line of its own, without unit and role; a disabled one has none.
ACCOUNTS = f"""
SELECT a.id, a.username, coalesce(p.code, '') AS person, a.name, coalesce(u.code, '') AS unit,
       coalesce(m.role, '') AS role, a.phone, a.email
FROM portal_account a
LEFT JOIN portal_person p ON p.id = a.person_id
LEFT JOIN portal_appointment m ON m.account_id = a.id AND {KNOWN.format("m")} AND m.during @> %(today)s::date
LEFT JOIN portal_unit u ON u.id = m.unit_id
WHERE a.is_active
"""
RECORDS = """
SELECT r.id, r.ref, r.kind, f.forms, u.code AS unit, coalesce(p.code, '') AS leader, coalesce(g.code, '') AS target,
       coalesce(c.numbers, '{}') AS households, r.occurred_on, r.for_period, r.on_topic, r.state, r.registered_at,
       r.withdrawn_at, coalesce(b.ref, '') AS replaces, r.title
FROM duties_record r
JOIN portal_unit u ON u.id = r.unit_id
LEFT JOIN portal_person p ON p.id = r.leader_id
LEFT JOIN portal_unit g ON g.id = r.target_id
LEFT JOIN duties_record b ON b.id = r.replaces_id
LEFT JOIN (
    SELECT c.record_id, array_agg(h.number::text ORDER BY h.number COLLATE "C") AS numbers
    FROM duties_householdcontact c JOIN duties_household h ON h.id = c.household_id GROUP BY 1
) c ON c.record_id = r.id
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(form::text ORDER BY form COLLATE "C"), '{}') AS forms FROM unnest(r.forms) AS form
) f
"""
WAIVERS = f"""
SELECT w.id, n.code AS regulation, q.code AS rule, u.code AS unit, w.role, w.period, w.reason, w.granted_on,
       w.granted_by
FROM duties_waiver w JOIN portal_unit u ON u.id = w.unit_id JOIN duties_rule q ON q.id = w.rule_id
JOIN duties_regulation n ON n.id = q.regulation_id
WHERE {KNOWN.format("w")}
"""

PRESENT = {
    "units": UNITS,
    "tags": TAGS,
    "placements": PLACEMENTS,
    "names": NAMES,
    "successions": SUCCESSIONS,
    "tenures": TENURES,
    "links": LINKS,
    "households": HOUSEHOLDS,
    "accounts": ACCOUNTS,
    "records": RECORDS,
    "waivers": WAIVERS,
}
"""By the name of the file."""
