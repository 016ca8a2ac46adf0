"""The types of a rulebook's fields, so that a wrong one is refused with its line and never comes as far as the ledger."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Test = Callable[[Any], bool]

GROUPS = ("units", "tags", "roles", "answer_for", "links", "kinds")
ENTRY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "units": ("name", "tier", "under"),
    "tags": ("name",),
    "roles": ("name", "several"),
    "links": ("name",),
    "kinds": ("name", "forms"),
}
LONGEST_CODE, LONGEST_NAME = 40, 80


def text(longest: int) -> Test:
    """A test for words of 1 to `longest` characters."""
    return lambda value: isinstance(value, str) and len(value.strip()) > 0 and len(value) <= longest


def number(first: int, last: int) -> Test:
    """A test for a whole number from `first` to `last`; yes and no are none."""
    return lambda value: type(value) is int and first <= value <= last


def words(value: Any) -> bool:
    """Whether it is a list of different words, at least one."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(map(text(60), value))
        and len(set(value)) == len(value)
    )


TYPES: Mapping[str, tuple[Test, str]] = {
    "id": (text(60), "1–60 字的编号"),
    "article": (number(1, 999), "条的序号"),
    "item": (lambda value: text(10)(value) or number(1, 99)(value), "项(一、二…)或款(1、2…)"),
    "quote": (text(2_000), "条文原文"),
    "title": (text(120), "1–120 字的名称"),
    "read_as": (text(2_000), "文字"),
    **dict.fromkeys(("force", "measure", "bearer", "tag", "kind", "form", "period"), (text(40), "一个词")),
    **dict.fromkeys(("units", "roles", "also_forms", "led_by"), (words, "不重复的词的列表,如 [corps]")),
    "on_topic": (lambda value: isinstance(value, bool), "true 或 false"),
    "target": (lambda value: isinstance(value, dict) and bool(value), "{字段: 词}"),
    "term_years": (number(1, 50), "1–50 的整数"),
    "at_least": (lambda value: value == "all" or number(1, 10_000)(value), "正整数或 all"),
    "due": (text(20), "period_end、+Nd、next MM-DD 或 MM-DD"),
    "remind_days": (number(0, 1_000), "0–1000 的整数"),
}


def type_faults(rule: Mapping[str, Any]) -> Iterable[str]:
    """What is of a wrong type in a rule; unknown fields are left to others."""
    for name, value in rule.items():
        if name in TYPES and not TYPES[name][0](value):
            yield f"{name} 的值 {value} 不对;应为{TYPES[name][1]}"
    target = rule.get("target")
    for name, value in target.items() if isinstance(target, dict) else ():
        if name == "household" and value is not True:
            yield "target.household 只能是 true"
        elif name == "under" and value != "bearer":
            yield "target.under 只能是 bearer"
        elif name not in ("household", "under") and not text(40)(value):
            yield f"target.{name} 的值 {value} 不对;应为一个词"


def head_faults(content: Mapping[str, Any]) -> Iterable[str]:
    """What is wrong with the identity, the days and the vocabulary of a rulebook."""
    if not text(40)(content["regulation"]):
        yield "regulation 应为 1–40 字的代码"
    if not text(200)(content["title"]):
        yield "title 应为 1–200 字的名称"
    days = {name: content[name] for name in ("effective_on", "version_from") if name in content}
    bad = [name for name, value in days.items() if not _is_date(value)]
    yield from (f"{name} 的值 {days[name]} 不是日期;应写作 2023-02-25" for name in bad)
    if not bad and days.get("version_from", "9999") <= days["effective_on"]:
        yield "version_from 应晚于 effective_on;首个版本不写 version_from"
    yield from vocabulary_faults(content["vocabulary"])


def vocabulary_faults(vocabulary: Any) -> Iterable[str]:
    """What is wrong with the words: groups, fields of an entry, names, and words that name no other word."""
    if not isinstance(vocabulary, dict) or not all(isinstance(group, dict) for group in vocabulary.values()):
        yield "vocabulary 应为“组: {词: 名称}”的形式"
        return
    yield from (
        f"vocabulary 有未知的组 {name};可用 {'、'.join(GROUPS)}" for name in vocabulary if name not in GROUPS
    )
    for group, fields in ENTRY_FIELDS.items():
        for code, entry in vocabulary.get(group, {}).items():
            yield from (
                f"vocabulary.{group}.{code}: {reason}" for reason in _entry_faults(code, entry, fields)
            )
    units, roles = vocabulary.get("units", {}), vocabulary.get("roles", {})
    for unit, named in vocabulary.get("answer_for", {}).items():
        if unit not in units or not words(named) or not set(named) <= set(roles):
            yield f"vocabulary.answer_for.{unit}: 应为单位类别: [职务],且都在词汇中"
    for unit, entry in units.items():
        under = entry.get("under", []) if isinstance(entry, dict) else []
        if under and (not words(under) or not set(under) <= set(units)):
            yield f"vocabulary.units.{unit}: under 应为词汇中单位类别的列表"


def _entry_faults(code: str, entry: Any, fields: tuple[str, ...]) -> Iterable[str]:
    if len(code) > LONGEST_CODE:
        yield f"词不得超过 {LONGEST_CODE} 字"
    named = entry if isinstance(entry, dict) else {"name": entry}
    yield from (f"未知字段 {name};可用 {'、'.join(fields)}" for name in named if name not in fields)
    if not text(LONGEST_NAME)(named.get("name")):
        yield f"缺少 1–{LONGEST_NAME} 字的名称 name"
    if "several" in named and not isinstance(named["several"], bool):
        yield "several 只能是 true 或 false"
    if "tier" in named and not number(1, 9)(named["tier"]):
        yield "tier 应为 1–9 的整数"
    forms = named.get("forms", {})
    if not isinstance(forms, dict) or not all(text(LONGEST_NAME)(name) for name in forms.values()):
        yield "forms 应为 {词: 名称}"


def _is_date(value: Any) -> bool:
    if not isinstance(value, str) or len(value) != 10:
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True
