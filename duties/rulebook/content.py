"""The content of a rulebook in one form, so that two can be compared, and how a file tells on which version it is based."""

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

HEAD = ("regulation", "title", "effective_on", "version_from", "vocabulary")
RULE_FIELDS = (
    "id", "article", "item", "force", "measure", "bearer", "units", "roles", "tag", "kind", "form", "also_forms",
    "led_by", "on_topic", "target", "period", "term_years", "at_least", "due", "remind_days", "title", "quote", "read_as",
)  # fmt: skip
"""The fields of a rule in the order in which they are written."""

BASED_ON = re.compile(r"^# 依据:第 \d+ 版 ([0-9a-f]{64})$", re.MULTILINE)

Content = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class FieldChange:
    """One field of one rule in which two rulebooks differ; None where a side has none. `field` is empty for a whole rule."""

    rule: str
    field: str
    old: Any
    new: Any


def canonical(content: Mapping[str, Any]) -> Content:
    """The same rulebook with what goes without saying left out or filled in, its rules in their order."""
    head = {name: content[name] for name in HEAD if name in content}
    head.setdefault("version_from", content["effective_on"])
    return head | {"rules": [_canonical_rule(rule) for rule in content["rules"]]}


def _canonical_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    said = {
        name: rule[name]
        for name in RULE_FIELDS
        if rule.get(name) not in (None, "", [], {}) and rule[name] is not False
    }
    return said | {"item": str(rule["item"])}


def digest(content: Mapping[str, Any]) -> str:
    """The SHA-256 of a rulebook's canonical content."""
    text = json.dumps(canonical(content), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def based_on_line(number: int, version_digest: str) -> str:
    """The comment by which an exported file names the version that it was made of."""
    return f"# 依据:第 {number} 版 {version_digest}"


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldChange]:
    """In which rules and fields `new` differs from `old`, in the order of `new`, dropped rules last."""
    before = {rule["id"]: rule for rule in canonical(old)["rules"]}
    after = {rule["id"]: rule for rule in canonical(new)["rules"]}
    found = [change for code in after for change in _rule_changes(code, before.get(code), after[code])]
    return found + [FieldChange(code, "", before[code], None) for code in before if code not in after]


def _rule_changes(code: str, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Iterator[FieldChange]:
    if old is None:
        yield FieldChange(code, "", None, new)
        return
    for name in RULE_FIELDS:
        if old.get(name) != new.get(name):
            yield FieldChange(code, name, old.get(name), new.get(name))


def overlooked(
    *, loaded: Mapping[str, Any], present: Mapping[str, Any], given: Mapping[str, Any]
) -> list[FieldChange]:
    """What the office has changed since `loaded` (the file loaded last) that `given` does not say: present → given.

    Empty where `given` carries all that was adopted into `present`.
    """
    wanted = {(change.rule, change.field) for change in differences(loaded, present)}
    return [
        change
        for change in differences(present, given)
        if (change.rule, change.field) in wanted or (not change.field and _touched(change.rule, wanted))
    ]


def _touched(rule: str, wanted: set[tuple[str, str]]) -> bool:
    return any(code == rule for code, _ in wanted)
