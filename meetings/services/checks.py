"""What must be right before an entry is submitted, by the names of the form's fields, all faults at once."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from django.core.exceptions import ValidationError

from duties.periods import first_day, kind_of
from duties.services.period_locks import require_unlocked
from duties.services.records import check_content
from meetings.kinds import (
    ASSESSMENT,
    DOCUMENT,
    HOUSEHOLD_CONTACT,
    INSPECTION,
    MEETING,
    VISIT,
    KindWords,
    words_of,
)
from meetings.services.contents import EntryContent
from meetings.services.evidence import picture_faults
from meetings.services.field_checks import round_faults, visit_faults
from meetings.services.making import records_content
from portal import clock
from portal.models import Person, Tenure, Unit
from portal.selectors.vocabulary import vocabulary
from portal.wording import day_cn


def content_faults(unit: Unit, content: EntryContent, *, planned: bool = False) -> dict[str, list[str]]:
    """All that forbids to submit `content`, by field; what the ledger's own record needs is among it.

    What is `planned` has not taken place: its day lies ahead, and nothing is asked yet of the record.
    """
    faults: dict[str, list[str]] = {}
    for field, message in _own_faults(content, planned=planned):
        faults.setdefault(field, []).append(message)
    if content.occurred_on is not None and not planned:
        for made in records_content(unit, content):
            try:
                check_content(made)
            except ValidationError as error:
                for field, messages in error.message_dict.items():
                    here = FIELDS.get(field, field)
                    faults[here] = list(dict.fromkeys([*faults.get(here, []), *messages]))
        for field, message in _lock_faults(unit, content.occurred_on, content.for_period):
            faults.setdefault(field, []).append(message)
    return faults


def _lock_faults(unit: Unit, day: dt.date, for_period: str) -> Iterator[tuple[str, str]]:
    """The day, or the period made up for, is locked: the record would be refused (duties.services.records)."""
    days = {"occurred_on": day}
    with contextlib.suppress(ValueError):
        if for_period and kind_of(for_period) != "term":
            days["for_period"] = first_day(for_period)
    for field, each in days.items():
        try:
            require_unlocked(unit.pk, each)
        except ValidationError as error:
            yield field, " ".join(error.messages)
            return


FIELDS = {"target": "targets"}
"""Where the form says otherwise than the record."""


def _own_faults(content: EntryContent, *, planned: bool) -> Iterator[tuple[str, str]]:
    words = words_of(content.kind)
    if not content.forms and vocabulary().forms_of(content.kind):
        yield "forms", f"请至少选择一种{words.forms}。"
    for fault in picture_faults(content.kind, content.files):
        yield "evidence", fault
    yield from KIND_FAULTS.get(content.kind, _no_faults)(content)
    if content.occurred_on is None:
        yield "occurred_on", f"请填写{words.day}。"
        return
    if content.leader is not None and (fault := leader_fault(content.leader, content.occurred_on, words)):
        yield "leader", fault
    if planned:
        yield from _plan_faults(content.occurred_on)
    elif content.starts_at is not None and (fault := start_fault(content.occurred_on, content.starts_at)):
        yield "starts_at", fault
    if content.until is not None:
        yield from _until_faults(content.occurred_on, content.until, planned=planned)


def _no_faults(content: EntryContent) -> Iterator[tuple[str, str]]:
    yield from ()


def _paper_faults(content: EntryContent) -> Iterator[tuple[str, str]]:
    if not content.title:
        yield "title", f"请填写{words_of(content.kind).title}。"


def _target_faults(content: EntryContent) -> Iterator[tuple[str, str]]:
    if not content.targets:
        yield "targets", f"请至少选择一个{words_of(content.kind).target}。"


def _meeting_faults(content: EntryContent) -> Iterator[tuple[str, str]]:
    day = content.occurred_on
    for line in content.decisions:
        if line.due_on is not None and day is not None and line.due_on < day:
            yield "__all__", f"议定事项“{line.text}”的完成时限早于会议日期;请核对。"


KIND_FAULTS: Mapping[str, Callable[[EntryContent], Iterator[tuple[str, str]]]] = {
    MEETING: _meeting_faults,
    VISIT: visit_faults,
    HOUSEHOLD_CONTACT: round_faults,
    DOCUMENT: _paper_faults,
    INSPECTION: _target_faults,
    ASSESSMENT: _target_faults,
}
"""What entries of one kind alone must have."""


def _plan_faults(day: dt.date) -> Iterator[tuple[str, str]]:
    if day < clock.today():
        yield "occurred_on", f"{day_cn(day)}已过;已召开的请直接提交登记。"


def _until_faults(day: dt.date, until: dt.date, *, planned: bool) -> Iterator[tuple[str, str]]:
    if until <= day:
        yield "until", "结束日期必须晚于开始日期;只有一天的不用填。"
    elif until > clock.today() and not planned:
        yield "until", "结束日期不能晚于今天;请在活动结束之后登记。"


def leader_fault(leader: Person, day: dt.date, words: KindWords) -> str:
    """Why `leader` cannot have led on `day`: held no seat anywhere; empty where any seat was held."""
    if Tenure.objects.present(day).filter(person=leader).exists():
        return ""
    return f"{leader.name}在{day_cn(day)}没有任何任职;请核对日期,或改选{words.leader}。"


def start_fault(day: dt.date, starts_at: dt.time) -> str:
    """Why a meeting cannot have begun then: that time of today is still to come."""
    if day != clock.today() or starts_at <= clock.now().time():
        return ""
    return "会议尚未开始;请在召开之后登记,或列入计划。"
