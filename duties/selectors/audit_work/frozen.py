"""The facts of a working paper: one obligation or record as it stood at the moment of the work, as headed tables.

What is frozen is plain JSON: a list of parts, each a heading with `facts` (label, value) or with `heads` and `lines`.
"""

import hashlib
import json
from typing import Any

from duties.exports.history import history
from duties.exports.rows import ExportRow
from duties.ledger.explain import Candidate, Explanation, explain
from duties.ledger.status import LATE_ENTRY_DAYS
from duties.models import AuditWork, Record, RecordStateChange, Rule
from duties.record_sources import record_facts
from duties.selectors.audit_work.population import Member
from duties.wording import FORCE
from portal import clock
from portal.models import Unit, Word
from portal.selectors.vocabulary import vocabulary
from portal.wording import period_cn

Part = dict[str, Any]
MOST = 60
"""So many lines of one table are frozen; how many there were stands beside."""


def frozen(work: AuditWork, member: Member) -> list[Part]:
    """The facts of one member of a population; call it within `reading` at the moment of the work."""
    if member.row is not None:
        return _of_obligation(work, member.row)
    records = Record.objects.select_related("unit", "leader", "target", "replaces")
    return _of_record(work, records.get(ref=member.key))


def digest_of(parts: list[Part]) -> str:
    """The SHA-256 of frozen facts as JSON with sorted keys, without blanks."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _of_obligation(work: AuditWork, row: ExportRow) -> list[Part]:
    ledger = row.ledger
    facts = [
        ("单位", f"{row.unit}({ledger.unit})"),
        ("责任主体", row.seat or "单位"),
        ("条款", f"{row.regulation}{row.provision}"),
        ("事项", f"{row.title}({ledger.rule})"),
        ("约束", FORCE[ledger.force]),
        ("周期", row.period),
        ("完成/应完成", f"{ledger.counted}/{ledger.required}"),
        ("补办", str(ledger.made_up)),
        ("到期日", ledger.due_on.isoformat()),
        ("完成日", ledger.met_on.isoformat() if ledger.met_on else "—"),
        ("状态", str(ledger.status.label)),
    ]
    found = explain(
        unit=Unit.objects.get(pk=ledger.unit_id),
        rule=Rule.objects.select_related("regulation").get(pk=ledger.rule_id),
        role=ledger.role,
        period=ledger.period,
        as_of=work.as_of,
        known_at=work.known_at,
    )
    done = history([row], work.known_at)
    return [
        {"heading": "台账事项", "facts": facts},
        *(_explained(found) if found else []),
        _table("办理经过", ("时间", "办理", "经手人", "内容", "对象和材料"), [[str(v) for v in (line[0], *line[7:])] for line in done]),
    ]  # fmt: skip


def _explained(found: Explanation) -> list[Part]:
    reading = found.reading
    clause = [("条文", reading.quote), *([("口径", reading.read_as)] if reading.read_as else [])]
    heads = ("记录", "日期", "登记时间", "主持(带队)人", "名称", "情况")
    lines = [_candidate(each) for each in found.records]
    parts = [{"heading": "条文和口径", "facts": clause}]
    if found.links:
        links = [[each.link.ref, each.link.target.name, each.reason or "计入"] for each in found.links]
        parts.append(_table("定点联系", ("编号", "联系对象", "情况"), links))
    elif found.targets:
        reached = [
            [each.name, each.first_on.isoformat() if each.first_on else "未覆盖"] for each in found.targets
        ]
        parts.append(_table("应覆盖对象", ("对象", "首次覆盖"), reached))
    return [*parts, _table("记录逐条", heads, lines)]


def _candidate(each: Candidate) -> list[str]:
    record = each.record
    counted = "补办" if each.code == "made_up" else f"未计入:{each.reason}" if each.code else "计入"
    return [
        record.ref,
        record.occurred_on.isoformat(),
        _instant(record.registered_at) + ("(补录)" if each.late_entry else ""),
        record.leader.name if record.leader else "—",
        record.title or "—",
        counted,
    ]


def _of_record(work: AuditWork, record: Record) -> list[Part]:
    words = vocabulary()
    forms = "、".join(words.name(Word.Group.FORM, form) for form in record.forms)
    late = (
        record.registered_at.astimezone(clock.SHANGHAI).date() - record.occurred_on
    ).days - LATE_ENTRY_DAYS
    households = record.contacts.count()
    withdrawn = record.withdrawn_at if record.withdrawn_at and record.withdrawn_at <= work.known_at else None
    facts = [
        ("编号", record.ref),
        ("单位", record.unit.name),
        ("类别", words.name(Word.Group.KIND, record.kind)),
        ("形式", forms or "—"),
        ("发生日期", record.occurred_on.isoformat()),
        ("登记时间", _instant(record.registered_at) + ("(补录)" if late > 0 else "")),
        ("所属周期", period_cn(record.for_period) if record.for_period else "—"),
        ("主持(带队)人", record.leader.name if record.leader else "—"),
        ("对象单位", record.target.name if record.target else "—"),
        ("入户数", f"{households}户" if households else "—"),
        ("专题研究乡村振兴", "是" if record.on_topic else "否"),
        ("标题", record.title or "—"),
        ("撤回时间", _instant(withdrawn) if withdrawn else "—"),
        ("更正的记录", record.replaces.ref if record.replaces else "—"),
    ]
    more = record_facts(record.pk, work.known_at)
    return [
        {"heading": "履职记录", "facts": facts},
        _table("状态变更", ("时间", "状态", "经手人", "原因"), _states(work, record)),
        *({"heading": heading, "facts": list(each)} for heading, each in more.items()),
    ]


def _states(work: AuditWork, record: Record) -> list[list[str]]:
    found = RecordStateChange.objects.filter(record=record).select_related("account").order_by("pk")
    return [
        [
            _instant(each.known.lower) if each.known.lower else "导入",
            each.get_state_display(),
            each.account.name if each.account else "—",
            each.reason or "—",
        ]
        for each in found
        if each.known.lower is None or each.known.lower <= work.known_at
    ]


def _table(heading: str, heads: tuple[str, ...], lines: list[list[str]]) -> Part:
    shown = f"{heading}(列出{MOST}条,共{len(lines)}条)" if len(lines) > MOST else heading
    return {"heading": shown, "heads": list(heads), "lines": lines[:MOST]}


def _instant(at: Any) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
