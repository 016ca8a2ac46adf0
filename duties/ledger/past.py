"""A past view: within `reading(moment)` the tables say what they said then, so every selector reads the past unawares.

Views and tables of the transaction stand before the real ones under the same names: facts as known at K, names as on
the day D, areas by the placements known at K, and a ledger that `stand` fills with the rows that the page asks for,
counted by the statements that fill the stored one. They go with the transaction, which is rolled back: a past view
writes nothing. Docs: docs/decisions/0011-past-views-under-the-same-names.md.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

from django.db import connection, models, transaction

from duties.ledger.bulk import READ, read_ledger
from duties.ledger.moment import Moment
from duties.ledger.opening import Scope
from duties.models import (
    HouseholdRegistration,
    Link,
    Obligation,
    Reading,
    RulebookVersion,
    Waiver,
)
from portal.models import Area, Existence, Name, Placement, Tag, Tenure, Unit
from portal.services.areas import REBUILD

KNOWN: tuple[type[models.Model], ...] = (
    Existence,
    Name,
    Placement,
    Tag,
    Tenure,
    HouseholdRegistration,
    Link,
    Reading,
    Waiver,
)
"""The facts that a past view shows as known at K. What a record was at K the counting reads from its history."""

ROWS = ("rule_id", "reading_id", "unit_id", "role", "period", "period_start", "period_end", "first_on", "active_days",
        "days", "person_id", "required", "counted", "made_up", "due_on", "met_on", "holds_until")  # fmt: skip

_read: ContextVar[Moment | None] = ContextVar("moment that is read", default=None)


def standing() -> Moment:
    """The moment at which the ledger is read here: that of the stored ledger, or the one that `reading` was given."""
    return _read.get() or Moment.stored()


@contextlib.contextmanager
def reading(moment: Moment) -> Iterator[None]:
    """Read the ledger and its facts at `moment`; whatever is written meanwhile is undone, but for the stored moment."""
    if moment.is_stored:
        yield
        return
    assert _read.get() is None, "one past view at a time"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("; ".join(_shadows(moment)), moment.parameters)
        token = _read.set(moment)
        try:
            yield
        finally:
            _read.reset(token)
            transaction.set_rollback(True)


def stand(scope: Scope) -> None:
    """Let the rows of `scope`, and no others, stand in the ledger that is read; the stored ledger has them already."""
    moment = _read.get()
    if moment is None:
        return
    read_ledger(scope=scope, moment=moment)
    table, columns = _table(Obligation), ", ".join(ROWS)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE pg_temp.{table}")
        cursor.execute(
            f"""INSERT INTO pg_temp.{table} (id, {columns}) SELECT k, {columns}
                FROM ({READ.format(holds="NULL::date AS holds_until")}) n"""
        )
        cursor.execute(f"ANALYZE pg_temp.{table}")


def _shadows(moment: Moment) -> Iterator[str]:
    """The statements after which the names of tables mean what they meant then."""
    ledger = _table(Obligation)
    yield f"CREATE TEMPORARY TABLE {ledger} ON COMMIT DROP AS TABLE {ledger} WITH NO DATA"
    yield _units(moment)
    if moment.known_at is not None:
        yield _versions(moment)
        yield from (_facts(model, moment) for model in KNOWN)
        area = _table(Area)
        yield f"CREATE TEMPORARY TABLE {area} (LIKE {area} INCLUDING IDENTITY INCLUDING INDEXES) ON COMMIT DROP"
        yield REBUILD
        yield f"ANALYZE {area}"


def _units(moment: Moment) -> str:
    """Units under the names that they had on the day D; today's where none is known for it."""
    unit, name = _table(Unit), _table(Name)
    return f"""CREATE TEMPORARY VIEW {unit} AS
        SELECT {_columns(Unit, "u", name="coalesce(n.name, u.name)::varchar")}
        FROM {unit} u LEFT JOIN {name} n ON n.unit_id = u.id AND n.during @> %(as_of)s::date AND {moment.known("n")}"""


def _versions(moment: Moment) -> str:
    """The versions of rulebooks of which something was known at K."""
    version, reading_ = _table(RulebookVersion), _table(Reading)
    return f"""CREATE TEMPORARY VIEW {version} AS SELECT {_columns(RulebookVersion, "v")} FROM {version} v
        WHERE EXISTS (SELECT FROM {reading_} w WHERE w.version_id = v.id AND {moment.known("w")})"""


def _facts(model: type[models.Model], moment: Moment) -> str:
    """The rows that were known at K, as if they were known now."""
    table = _table(model)
    return f"""CREATE TEMPORARY VIEW {table} AS
        SELECT {_columns(model, "f", known="'(,)'::tstzrange")} FROM {table} f WHERE {moment.known("f")}"""


def _columns(model: type[models.Model], alias: str, **instead: str) -> str:
    """The columns of a model, some of them given by another expression."""
    names = [field.column for field in model._meta.concrete_fields]
    return ", ".join(f"{instead[name]} AS {name}" if name in instead else f"{alias}.{name}" for name in names)


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table
