"""What a rulebook is refused for: unknown fields and words, quotes that are not in their article, undefined combinations."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from duties.rulebook.reading import Fault, Rulebook, RulebookError
from duties.rulebook.shape import head_faults, type_faults
from duties.rulebook.text import RegulationText

FORCES = {"must", "in_principle", "unquantified", "power"}
MEASURES = {"count", "submission", "coverage", "standing", "continuous"}
PERIODS = {"week", "ten_days", "month", "quarter", "half", "year", "term"}
TARGET_FIELDS = {"linked", "unit", "tag", "under", "child", "household"}
IDENTITY = {"id", "article", "item", "force", "measure", "bearer", "units", "title", "quote"}
COUNTING = {"kind", "period", "at_least", "due", "remind_days"}
COUNTED_ONLY = {"form", "also_forms", "led_by", "on_topic", "target", "term_years"}
OPTIONAL = {"roles", "tag", "form", "also_forms", "led_by", "on_topic", "target", "term_years", "read_as"}
DUE = re.compile(r"period_end|\+[1-9]\d*d|(?:next )?(\d\d-\d\d)")
ALIKE = ("bearer", "units", "roles", "kind", "form", "target", "period")

Rule = dict[str, Any]
Words = dict[str, set[str]]


def check_rulebook(rulebook: Rulebook, text: RegulationText) -> None:
    """Hold a rulebook against the rules of rulebooks and the text. Raises RulebookError with every fault found."""
    faults = [
        Fault(rulebook.head.file, rulebook.head.line, reason) for reason in head_faults(rulebook.content)
    ]
    if faults:
        raise RulebookError(faults)
    words = _words(rulebook.content["vocabulary"])
    for rule, place in zip(rulebook.rules, rulebook.places, strict=True):
        name = rule.get("id", "?")
        faults.extend(
            Fault(place.file, place.line, f"{name}: {reason}") for reason in _faults(rule, words, text)
        )
    faults.extend(_across(rulebook))
    if faults:
        raise RulebookError(faults)


def _words(vocabulary: dict[str, Any]) -> Words:
    words = {group: set(vocabulary.get(group, {})) for group in ("units", "tags", "roles", "links", "kinds")}
    kinds = vocabulary.get("kinds", {}).values()
    words["forms"] = {form for kind in kinds if isinstance(kind, dict) for form in kind.get("forms", {})}
    words["several"] = {
        name
        for name, role in vocabulary.get("roles", {}).items()
        if isinstance(role, dict) and role.get("several")
    }
    return words


def _faults(rule: Rule, words: Words, text: RegulationText) -> Iterable[str]:
    shape = list(_shape(rule))
    if shape:
        return shape
    checks: tuple[Callable[[], Iterable[str]], ...] = (
        lambda: _vocabulary(rule, words),
        lambda: _quote(rule, text),
        lambda: _combinations(rule),
        lambda: _due(rule),
    )
    return [reason for check in checks for reason in check()]


def _shape(rule: Rule) -> Iterable[str]:
    for unknown in sorted(set(rule) - IDENTITY - COUNTING - OPTIONAL):
        yield f"未知字段 {unknown};请查对拼写或删去"
    needed = IDENTITY if rule.get("measure") == "continuous" else IDENTITY | COUNTING
    for missing in sorted(needed - set(rule)):
        yield f"缺少字段 {missing};请补上"
    if rule.get("measure") == "continuous":
        for idle in sorted(set(rule) & (COUNTING | COUNTED_ONLY)):
            yield f"continuous 不计数,不用 {idle};请删去"
    yield from type_faults(rule)


def _vocabulary(rule: Rule, words: Words) -> Iterable[str]:
    target = rule.get("target", {})
    used = [
        ("force", FORCES, [rule["force"]]),
        ("measure", MEASURES, [rule["measure"]]),
        ("bearer", {"unit", "seat"}, [rule["bearer"]]),
        ("units", words["units"], rule["units"]),
        ("roles", words["roles"] - words["several"], rule.get("roles", [])),
        ("led_by", words["roles"], rule.get("led_by", [])),
        ("tag", words["tags"], [rule["tag"]] if "tag" in rule else []),
        (
            "kind",
            words["links" if rule["measure"] == "standing" else "kinds"],
            [rule["kind"]] if "kind" in rule else [],
        ),
        ("form", words["forms"], [rule["form"]] if "form" in rule else []),
        ("also_forms", words["forms"], rule.get("also_forms", [])),
        ("period", PERIODS, [rule["period"]] if "period" in rule else []),
        ("target", TARGET_FIELDS, list(target)),
        ("target.linked", words["links"], [target["linked"]] if "linked" in target else []),
        ("target.unit/child", words["units"], [target[name] for name in ("unit", "child") if name in target]),
        ("target.tag", words["tags"], [target["tag"]] if "tag" in target else []),
    ]
    for field, known, values in used:
        for value in values:
            if value not in known:
                yield f"{field} 中的 {value} 不在词汇中;可用 {'、'.join(sorted(known))}"


def _quote(rule: Rule, text: RegulationText) -> Iterable[str]:
    article = text.article(rule["article"])
    if article is None:
        yield f"法规没有第 {rule['article']} 条"
    elif rule["quote"] not in article.text:
        yield f"引文不在第 {rule['article']} 条中:{rule['quote']};请逐字照录"


def _combinations(rule: Rule) -> Iterable[str]:
    measure, target = rule["measure"], rule.get("target", {})
    refused = [
        (measure != "coverage" and {"child", "household"} & set(target), "child、household 只用于 coverage"),
        (
            measure == "coverage" and {"linked", "unit", "under"} & set(target),
            "coverage 不用 linked、unit、under",
        ),
        (
            measure == "coverage" and len({"child", "household"} & set(target)) != 1,
            "coverage 的 target 须有 child、household 之一",
        ),
        ("household" in target and "tag" in target, "household 不与 tag 同用"),
        ("also_forms" in rule and "form" not in rule, "also_forms 须与 form 同用"),
        (rule.get("period") != "term" and "term_years" in rule, "term_years 只用于 period: term"),
        (measure == "coverage" and rule["at_least"] != "all", "coverage 的 at_least 只能是 all"),
        (
            measure in {"count", "submission", "standing"} and not _is_number(rule["at_least"]),
            "at_least 应为正整数",
        ),
        (
            measure == "standing" and {"form", "led_by", "on_topic"} & set(rule),
            "standing 不用 form、led_by、on_topic",
        ),
        (measure == "standing" and "linked" in target, "standing 不用 linked"),
        (rule["force"] == "power" and measure != "continuous", "force: power 只用于 continuous"),
        (
            (rule["bearer"] == "seat") != bool(rule.get("roles")),
            "bearer: seat 须有 roles,bearer: unit 不得有",
        ),
    ]
    yield from (reason for condition, reason in refused if condition)
    if rule.get("period") == "term":
        term_ok = rule["bearer"] == "seat" and measure == "coverage" and "tag" not in rule
        if not term_ok or not _is_number(rule.get("term_years")):
            yield "term 只用于席位的 coverage,不带 tag,并须有 term_years"


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _due(rule: Rule) -> Iterable[str]:
    if "due" not in rule:
        return
    match = DUE.fullmatch(str(rule["due"]))
    if match is None:
        yield f"due: {rule['due']} 应为 period_end、+Nd、next MM-DD 或 MM-DD"
    elif match[1] and not _is_day(match[1]):
        yield f"due: {rule['due']} 不是每年都有的日期"
    elif match[1] and not str(rule["due"]).startswith("next") and rule.get("period") != "year":
        yield "due: MM-DD 只用于 year;其他周期请用 period_end 或 +Nd"


def _is_day(text: str) -> bool:
    month, day = int(text[:2]), int(text[3:])
    lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= lengths[month - 1]


def _unordered(value: object) -> object:
    """The value of a field, lists and mappings without their order."""
    if isinstance(value, dict):
        return sorted(value.items(), key=str)
    return sorted(map(str, value)) if isinstance(value, list) else value


def _across(rulebook: Rulebook) -> Iterable[Fault]:
    seen: set[str] = set()
    numbers: dict[str, object] = {}
    for rule, place in zip(rulebook.rules, rulebook.places, strict=True):
        name = rule.get("id", "?")
        if name in seen:
            yield Fault(place.file, place.line, f"{name}: 编号重复;每条口径须有自己的编号")
        seen.add(name)
        if rule.get("measure") == "continuous":
            continue
        key = repr([_unordered(rule.get(field)) for field in ALIKE])
        if numbers.setdefault(key, rule.get("at_least")) != rule.get("at_least"):
            yield Fault(place.file, place.line, f"{name}: 与另一口径条件相同而次数不同;请合并或改条件")
