"""The ledger after an import: where few units are touched theirs alone, else all of it."""

from duties.interchange.staging import Stage
from duties.ledger.incremental import affected_units
from duties.ledger.moment import Moment
from duties.ledger.reconcile import Reconciliation, rebuild, set_ledger_day
from duties.models import Obligation
from portal.database import analyse_tables

FEW = 100
"""Up to so many units are read anew by themselves; the rest of the ledger cannot have changed then."""

LOOKED_AT = {
    "units": "code",
    "tags": "unit",
    "placements": "unit",
    "tenures": "unit",
    "links": "unit",
    "households": "unit",
    "records": "unit",
}
"""The files that the ledger is counted from, with the column of the unit whose facts they change."""

CODES = """
SELECT s.{column} AS code, {fact} AS fact FROM change_{name} c JOIN in_{name} s ON s.line = c.line
UNION SELECT e.{column}, {fact} FROM change_{name} c JOIN now_{name} e ON e.id = c.old_id
"""


def touched_units(stage: Stage) -> dict[str, bool]:
    """The codes of the units whose facts or records change; True where a fact does, at which others may look."""
    touched: dict[str, bool] = {}
    for name, column in LOOKED_AT.items():
        if name in stage.labels:
            stage.cursor.execute(CODES.format(name=name, column=column, fact=name != "records"))
            for code, fact in stage.cursor.fetchall():
                touched[code] = touched.get(code, False) or fact
    return touched


def read_anew(stage: Stage, touched: dict[str, bool]) -> Reconciliation:
    """Read the rows anew that the import can have changed; the ledger is locked as a whole."""
    moment = Moment.stored()
    units = _units(stage, touched) if Obligation.objects.exists() and len(touched) <= FEW else None
    if units is not None and len(units) <= FEW:
        return rebuild(units=units, moment=moment) if units else Reconciliation()
    found = rebuild(units=None, moment=moment)
    set_ledger_day(moment.as_of)
    analyse_tables(["duties_obligation"])
    return found


def _units(stage: Stage, touched: dict[str, bool]) -> list[int]:
    stage.cursor.execute(
        "SELECT id, code FROM portal_unit WHERE code = ANY (%(codes)s)", {"codes": list(touched)}
    )
    ids = {code: pk for pk, code in stage.cursor.fetchall()}
    looked_at = affected_units(ids[code] for code, fact in touched.items() if fact)
    return sorted({*ids.values(), *looked_at})
