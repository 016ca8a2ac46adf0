"""Writing the change log: no write of the portal goes without a row here."""

import hashlib
import json
from typing import Any, TypeVar, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.postgresql.psycopg_any import Range

from portal import clock
from portal.access import Actor
from portal.models import Access, Change, Unit
from portal.models.changes import LogRow
from portal.services.search import search_follow

Row = TypeVar("Row", bound=LogRow)


SECRET_COLUMNS = frozenset({"password", "last_login"})
"""Columns that no log keeps: the digest of a password is a secret too."""


class LogEncoder(DjangoJSONEncoder):
    """JSON of a row's values; a range is written as its two bounds."""

    def default(self, o: Any) -> Any:
        """Write what JSON does not know."""
        if isinstance(o, Range):
            return [o.lower, o.upper]
        return super().default(o)


def values_of(row: models.Model) -> dict[str, Any]:
    """The values of a row's own columns by attribute name; what the database computes is left out."""
    return {
        field.attname: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if not field.generated
    }


def state_of(row: models.Model) -> dict[str, Any]:
    """The values of a row's own columns as plain JSON, as the log keeps them."""
    values = {name: value for name, value in values_of(row).items() if name not in SECRET_COLUMNS}
    return cast(dict[str, Any], json.loads(json.dumps(values, cls=LogEncoder)))


def log_change(
    *,
    actor: Actor,
    action: str,
    target: models.Model | None = None,
    target_ref: str = "",
    unit: Unit | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> Change:
    """Keep one write: call it inside the transaction that makes it.

    `action` is `<entity>_<action>`, the name of the service; `target_ref` names the object where it has no row.
    The index of searching follows the target, as it is now.
    """
    row = Change(
        **_who(actor),
        action=action,
        target_kind=target._meta.label_lower if target else "",
        target_ref=target_ref or (str(getattr(target, "public_id", target.pk)) if target else ""),
        unit=unit,
        before=before,
        after=after,
        reason=reason,
    )
    kept = _seal(row)
    if target is not None:
        search_follow(target)
    return kept


def log_access(
    *, actor: Actor, action: str, target_ref: str = "", address: str | None = None, succeeded: bool = True
) -> Access:
    """Keep one sign-in, refusal, export or reading of a personal history."""
    row = Access(**_who(actor), action=action, target_ref=target_ref, address=address, succeeded=succeeded)
    return _seal(row)


def _who(actor: Actor) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "account": actor.account,
        "account_label": actor.name,
        "post_label": actor.post.label if actor.post else "",
        "request_id": actor.request_id,
    }


def sealed_content(row: LogRow) -> str:
    """All that a row of a log says, as the text of which its digest is the SHA-256; times are those of Shanghai."""
    values = {name: value for name, value in values_of(row).items() if name not in {"id", "digest"}}
    values["at"] = row.at.astimezone(clock.SHANGHAI)
    return json.dumps(values, cls=LogEncoder, ensure_ascii=False, sort_keys=True)


def _seal(row: Row) -> Row:
    """Save the row with the digest of all that it says."""
    row.digest = hashlib.sha256(sealed_content(row).encode()).hexdigest()
    row.save(force_insert=True)
    return row
