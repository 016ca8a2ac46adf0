"""What must be right before an entry is submitted, by the names of the form's fields, all faults at once."""

import datetime as dt
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from duties.services.records import check_content
from meetings.services.contents import EntryContent, record_content
from portal import clock
from portal.models import Person, Tenure, Unit
from portal.wording import day_cn


def content_faults(unit: Unit, kind: str, content: EntryContent) -> dict[str, list[str]]:
    """All that forbids to submit `content`, by field; what the ledger's own record needs is among it."""
    faults: dict[str, list[str]] = {}
    for field, message in _own_faults(content):
        faults.setdefault(field, []).append(message)
    if content.occurred_on is not None:
        try:
            check_content(record_content(unit, kind, content))
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                faults.setdefault(field, messages)
    return faults


def _own_faults(content: EntryContent) -> Iterator[tuple[str, str]]:
    if not content.forms:
        yield "forms", "请至少选择一种会议类型。"
    if content.occurred_on is None:
        yield "occurred_on", "请填写会议日期。"
        return
    if content.leader is not None and (fault := leader_fault(content.leader, content.occurred_on)):
        yield "leader", fault
    if content.starts_at is not None and (fault := start_fault(content.occurred_on, content.starts_at)):
        yield "starts_at", fault


def leader_fault(leader: Person, day: dt.date) -> str:
    """Why `leader` cannot have chaired on `day`: held no seat anywhere; empty where any seat was held."""
    if Tenure.objects.present(day).filter(person=leader).exists():
        return ""
    return f"{leader.name}在{day_cn(day)}没有任何任职;请核对日期,或改选主持人。"


def start_fault(day: dt.date, starts_at: dt.time) -> str:
    """Why a meeting cannot have begun then: that time of today is still to come."""
    if day != clock.today() or starts_at <= clock.now().time():
        return ""
    return "会议尚未开始;请在召开之后登记。"
