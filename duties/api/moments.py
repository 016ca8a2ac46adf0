"""The moment at which an address reads the ledger: `as_of` and `known_at`, held to what pages take."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any

from rest_framework import serializers

from duties.forms.moment import MomentForm
from duties.ledger.moment import Moment
from duties.ledger.past import reading
from portal.api.problems import Fault, ProblemError
from portal.api.serializers import Query


class MomentQuery(Query):
    """As of which day, as known at which instant."""

    as_of = serializers.DateField(required=False, help_text="截至哪一天;默认今天。")
    known_at = serializers.DateTimeField(required=False, help_text="按此时掌握的情况(带时区);默认现在。")


@contextlib.contextmanager
def reading_asked(query: dict[str, Any]) -> Iterator[Moment]:
    """Read at the moment that the parameters ask for. Raises ProblemError for one that no page takes either."""
    as_of: dt.date | None = query.get("as_of")
    known_at: dt.datetime | None = query.get("known_at")
    form = MomentForm(
        {"as_of": as_of.isoformat() if as_of else "", "known_at": known_at.isoformat() if known_at else ""}
    )
    if not form.is_valid():
        raise ProblemError(
            "invalid-parameter",
            [Fault(name, str(told)) for name, messages in form.errors.items() for told in messages],
        )
    moment = form.moment()
    with reading(moment):
        yield moment
