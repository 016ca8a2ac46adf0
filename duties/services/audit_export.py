"""The audit export (导出): asked for in a page; `duties.exports.making` makes its files in a worker."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse

from duties.ledger.moment import Moment
from duties.ledger.past import reading
from duties.selectors.scope import readable_between
from portal import access
from portal.access import Actor
from portal.models import Job, Role, Unit
from portal.services.changes import log_access
from portal.services.jobs import job_ask

EXPORT_JOB = "ledger_export"
CLOSING = "closing"
"""How a job and an address say that only periods containing the last day are exported."""
EXPORTERS = (Role.OFFICE, Role.AUDITOR, Role.LEADER, Role.APPROVER)


@dataclasses.dataclass(frozen=True)
class Asked:
    """Which rows an export has: of which days, as of which day, as known at which instant (None: when it is made).

    `closing` keeps to the obligations whose period contains the last day, which are those of the board.
    """

    first: dt.date
    last: dt.date
    as_of: dt.date
    known_at: dt.datetime | None = None
    closing: bool = False

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "Asked":
        """What `parameters` wrote."""
        days = {name: dt.date.fromisoformat(parameters[name]) for name in ("first", "last", "as_of")}
        known_at = parameters.get("known_at")
        return cls(
            **days,
            known_at=dt.datetime.fromisoformat(known_at) if known_at else None,
            closing=parameters.get("periods") == CLOSING,
        )

    @property
    def parameters(self) -> dict[str, str]:
        """What a job keeps of it, and the form's address carries."""
        given = {"first": str(self.first), "last": str(self.last), "as_of": str(self.as_of)}
        if self.known_at:
            given["known_at"] = self.known_at.isoformat()
        return given | ({"periods": CLOSING} if self.closing else {})

    @property
    def moment(self) -> Moment:
        """From where the ledger is read."""
        return Moment.at(self.as_of, self.known_at)


def export_ask(
    *, actor: Actor, unit: Unit, asked: Asked, token: uuid.UUID | None = None, address: str | None = None
) -> Job:
    """Ask for the ledger of the area of `unit`; the export is in the access log.

    Raises PermissionDenied for roles that do not export, ValidationError for a unit out of scope.
    """
    access.require(actor, *EXPORTERS)
    check_scope(actor, unit, asked)
    given = asked.parameters
    page = f"{reverse('export-new')}?{urlencode({'unit': str(unit.public_id), **given})}"
    job = job_ask(
        actor=actor,
        kind=EXPORT_JOB,
        title=f"台账导出:{unit.name} {asked.first:%Y-%m-%d} 至 {asked.last:%Y-%m-%d}",
        unit=unit,
        parameters={**given, "page": page, "page_label": "导出"},
        token=token,
    )
    known = f" known at {given['known_at']}" if asked.known_at else ""
    scope = f"{unit.code} {asked.first} {asked.last} as of {asked.as_of}{known} job {job.public_id}"
    log_access(actor=actor, action="ledger_export", target_ref=scope, address=address)
    return job


def check_scope(actor: Actor, unit: Unit, asked: Asked) -> None:
    """Raise ValidationError for a unit that lies in the actor's area neither today nor since the day that is exported."""
    if access.may_read(actor, unit):
        return
    with reading(asked.moment):
        units = readable_between(actor, min(asked.as_of, asked.last), asked.as_of)
        if units.filter(pk=unit.pk).exists():
            return
    raise ValidationError("该单位不在您的查看范围内,不能导出。")
