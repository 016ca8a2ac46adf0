"""Statements that a connection plans once and keeps: for those that cost more to plan than to carry out.

They live as long as the connection, so a pooler between portal and database must pool whole sessions (docs/ledger.md).
"""

import hashlib
import weakref
from collections.abc import Mapping
from typing import Any

from django.db.backends.utils import CursorWrapper

_kept: weakref.WeakKeyDictionary[Any, dict[str, tuple[str, list[str]]]] = weakref.WeakKeyDictionary()


class _Places(dict[str, str]):
    """The place of each parameter by name, given out in the order in which they are asked for."""

    def __missing__(self, name: str) -> str:
        self[name] = f"${len(self) + 1}"
        return self[name]


def execute_prepared(cursor: CursorWrapper, query: str, parameters: Mapping[str, Any]) -> None:
    """Run `query`, with parameters by name, as `cursor.execute` does; its plan is kept for the next time.

    For a query whose text is the same each time and whose best plan does not hang on the parameters.
    """
    kept = _kept.setdefault(cursor.connection, {})
    if query not in kept:
        places = _Places()
        name = f"kept_{hashlib.sha256(query.encode()).hexdigest()[:24]}"
        cursor.execute(f"PREPARE {name} AS {query % places}")
        kept[query] = name, list(places)
    name, names = kept[query]
    asked = ", ".join(f"%({each})s" for each in names)
    cursor.execute(f"EXECUTE {name} ({asked})" if names else f"EXECUTE {name}", parameters)
