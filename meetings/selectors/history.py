"""The history of an entry or a record: who did what, when and why, before and after in words."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from duties.models import Record, RecordState
from meetings.access import may_write
from meetings.kinds import words_of as kind_words
from meetings.models import Entry, EntryState
from portal.access import Actor
from portal.models import Change, Word
from portal.selectors.vocabulary import Vocabulary

ACTIONS = {
    "entry_save": "填写",
    "entry_plan": "列入计划",
    "entry_submit": "提交",
    "entry_confirm": "确认",
    "entry_return": "退回",
    "entry_withdraw": "撤回",
    "entry_cancel": "取消",
    "entry_replace": "被更正",
    "entry_correct": "开始更正",
}


def _labels(kind: str) -> dict[str, str]:
    """The parts of an entry of this kind whose change its history names."""
    words = kind_words(kind)
    return {
        "state": "状态",
        "mend_by": "补正期限",
        "forms": words.forms,
        "occurred_on": words.day,
        "until": "结束日期",
        "starts_at": "开始时间",
        "ends_at": "结束时间",
        "leader": words.leader,
        "targets": words.target,
        "place": words.place,
        "title": words.title,
        "for_period": "所属周期",
        "details": "其他事项",
        "agenda": "议题",
        "attendance": "参会",
        "decisions": "议定事项",
        "households": "走访联系的户",
        "problems": "问题清单",
        "minutes": words.minutes,
        "evidence": "佐证材料",
    }


RECORD_ACTIONS = {
    "record_add": "登记",
    "record_confirm": "确认",
    "record_return": "退回",
    "record_withdraw": "撤回",
}
RECORD_LABELS = {"state": "状态", "withdrawn_at": "撤回时间"}
"""All that may change of a record; the database holds it to that."""


@dataclasses.dataclass(frozen=True)
class Step:
    """One deed: who did it as what, when and why, and what it changed (label, before, after)."""

    action: str
    who: str
    post: str
    at: dt.datetime
    reason: str
    differences: list[tuple[str, str, str]]


def history(entry: Entry, actor: Actor, words: Vocabulary) -> list[Step]:
    """Who did what with the entry, when and why, the latest first; drafting is shown to its own clerks alone."""
    rows = Change.objects.filter(target_kind="meetings.entry", target_ref=str(entry.public_id))
    shown_from = entry.planned_at or entry.submitted_at
    if not may_write(actor, entry) and shown_from is not None:
        rows = rows.filter(at__gte=shown_from)
    labels = _labels(entry.kind)
    return _steps(rows, ACTIONS, labels, words)


def record_history(record: Record, words: Vocabulary) -> list[Step]:
    """The same of a record, from the log; of one that only imports have moved, from its states; two queries at most."""
    rows = Change.objects.filter(target_kind="duties.record", target_ref=str(record.public_id))
    return _steps(rows, RECORD_ACTIONS, RECORD_LABELS, words) or _states(record)


def _steps(
    rows: QuerySet[Change], actions: Mapping[str, str], labels: Mapping[str, str], words: Vocabulary
) -> list[Step]:
    return [
        Step(
            actions.get(row.action, "变更"),
            row.account_label,
            row.post_label,
            row.at,
            row.reason,
            _differences(row, labels, words),
        )
        for row in rows.order_by("-at", "-pk")
    ]


def _states(record: Record) -> list[Step]:
    """The changes of state of a record that no deed of the portal has moved."""
    changes = list(record.state_changes.select_related("account").order_by("known"))
    labels = [RecordState(change.state).label for change in changes]
    return [
        Step(
            STATE_ACTIONS.get(change.state, "变更状态"),
            change.account.name if change.account else "数据导入",
            "",
            change.known.lower or record.registered_at,
            change.reason,
            [("状态", before, after)],
        )
        for change, before, after in reversed(list(zip(changes[1:], labels[:-1], labels[1:], strict=True)))
    ]


STATE_ACTIONS = {
    RecordState.SUBMITTED.value: "恢复为已提交",
    RecordState.CONFIRMED.value: "确认",
    RecordState.RETURNED.value: "退回",
}


def _differences(row: Change, labels: Mapping[str, str], words: Vocabulary) -> list[tuple[str, str, str]]:
    """What changed, by label; the first version has nothing before it and is shown by the page itself."""
    before, after = row.before, row.after
    if before is None or after is None:
        return []
    details = kind_words(str(after.get("kind", ""))).details
    return [
        (
            label,
            _shown(name, before.get(name), words, details),
            _shown(name, after.get(name), words, details),
        )
        for name, label in labels.items()
        if before.get(name) != after.get(name)
    ]


def _shown(name: str, value: Any, words: Vocabulary, details: Mapping[str, str]) -> str:
    """A logged value as the page writes it; `details` names the fields that one kind alone has."""
    if name == "state":
        return str(EntryState(value).label)
    if name == "withdrawn_at":
        return f"{localtime(dt.datetime.fromisoformat(value)):%Y-%m-%d %H:%M}" if value else "—"
    if name == "forms":
        value = [words.name(Word.Group.FORM, form) for form in value or []]
    if isinstance(value, dict):
        value = [f"{details.get(key, key)}:{listed(each)}" for key, each in value.items()]
    return listed(value) or "—"


def listed(value: Any) -> str:
    """A value or list of values in words."""
    if value is True:
        return "是"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value or "")
