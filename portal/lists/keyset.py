"""Keyset paging: a page begins after the last row of the page before, so that no page costs more than another.

What stands between two pages is the values of the ordering fields of one row, signed, so that an address cannot say
anything else. Where a field may be empty, such rows come last in either direction.
"""

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

SALT = "portal.lists"


@dataclasses.dataclass(frozen=True)
class Key:
    """A field of the order, as `unit__code`, and its direction."""

    name: str
    descending: bool = False
    nullable: bool = False

    def ordering(self, *, backwards: bool) -> OrderBy:
        """How rows are ordered by it."""
        descending = self.descending != backwards
        empty: dict[str, Any] = {"nulls_first" if backwards else "nulls_last": True} if self.nullable else {}
        field = F(self.name)
        return field.desc(**empty) if descending else field.asc(**empty)

    def same(self, value: Any) -> Q:
        """The condition of having this value."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def past(self, value: Any, *, backwards: bool) -> Q | None:
        """The condition of coming after this value; None where nothing does."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if backwards else None
        further = Q(**{f"{self.name}__{'lt' if self.descending != backwards else 'gt'}": value})
        empty_follow = self.nullable and not backwards
        return further | Q(**{f"{self.name}__isnull": True}) if empty_follow else further


def keys_of(model: type[Model], names: Sequence[str]) -> tuple[Key, ...]:
    """The keys of an order written as Django does, `-due_on`."""
    return tuple(
        Key(name.removeprefix("-"), name.startswith("-"), _nullable(model, name.removeprefix("-")))
        for name in names
    )


def _nullable(model: type[Model], name: str) -> bool:
    """Whether the field at the end of a path, or one on the way, may be empty; of what is no field, that it may."""
    found = model
    for part in name.split("__"):
        try:
            field: Any = found._meta.pk if part == "pk" else found._meta.get_field(part)
        except FieldDoesNotExist:
            return True
        if field is None or field.null:
            return True
        found = field.related_model or found
    return False


def ordered(rows: QuerySet[Any], keys: Sequence[Key], *, backwards: bool = False) -> QuerySet[Any]:
    """Rows in the order of the keys."""
    return rows.order_by(*(key.ordering(backwards=backwards) for key in keys))


def beyond(keys: Sequence[Key], values: Sequence[Any], *, backwards: bool = False) -> Q:
    """The condition of coming after the row with these values."""
    condition: Q | None = None
    for key, value in reversed(list(zip(keys, values, strict=True))):
        deeper = key.same(value) & condition if condition is not None else None
        past = key.past(value, backwards=backwards)
        condition = past | deeper if past is not None and deeper is not None else (past or deeper)
    if condition is None:
        return Q(pk__in=[])
    first, value = keys[0], values[0]
    if first.nullable or value is None:
        return condition
    # Said once more alone, so that an index on the first field leads to where the page begins.
    bound = "lte" if first.descending != backwards else "gte"
    return Q(**{f"{first.name}__{bound}": value}) & condition


def values_of(keys: Sequence[Key], row: Any) -> list[Any]:
    """What the keys say of a row, be it an object or the dictionary of a query that sums."""
    return [row[key.name] if isinstance(row, Mapping) else _walk(row, key.name) for key in keys]


def _walk(row: Any, path: str) -> Any:
    for part in path.split("__"):
        if row is None:
            return None
        row = getattr(row, part)
    return row


def written(keys: Sequence[Key], values: Sequence[Any], of: str) -> str:
    """A place in the list named `of` as an address carries it."""
    plain = [_plain(value) for value in values]
    return signing.dumps(plain, salt=_salt(keys, of), compress=True)


def read(keys: Sequence[Key], text: str, of: str) -> list[Any] | None:
    """The values of a place; None for a text that this list in this order has not written."""
    try:
        found = signing.loads(text, salt=_salt(keys, of))
    except (signing.BadSignature, ValueError):
        return None
    return [_typed(value) for value in found]


def _salt(keys: Sequence[Key], of: str) -> str:
    return json.dumps([SALT, of, [(key.name, key.descending) for key in keys]])


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return {"at": value.isoformat()}
    return {"on": value.isoformat()} if isinstance(value, dt.date) else value


def _typed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "at" in value:
        return dt.datetime.fromisoformat(value["at"])
    return dt.date.fromisoformat(value["on"])
