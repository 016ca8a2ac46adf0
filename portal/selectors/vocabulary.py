"""The words of the loaded regulations in one query."""

import dataclasses
from typing import Any

from portal.models import Word


@dataclasses.dataclass(frozen=True)
class Vocabulary:
    """Names and data of words by group and code, in the order of the rulebook."""

    words: dict[str, dict[str, Word]]

    def name(self, group: str, code: str) -> str:
        """The Chinese name of a word; the code itself where no regulation has it."""
        word = self.words.get(group, {}).get(code)
        return word.name if word else code

    def data(self, group: str, code: str) -> dict[str, Any]:
        """What the rulebook says of a word beside its name."""
        word = self.words.get(group, {}).get(code)
        return word.data if word else {}

    def forms_of(self, kind: str) -> list[Word]:
        """The forms of a kind of record, in order."""
        return [
            word
            for word in self.words.get(Word.Group.FORM, {}).values()
            if kind in word.data.get("kinds", [])
        ]

    def answer_for(self, unit_kind: str) -> list[str]:
        """The roles that answer for a unit of this kind (rules.md, "Who answers")."""
        return list(self.data(Word.Group.UNIT, unit_kind).get("answer_for", []))


def vocabulary() -> Vocabulary:
    """All words; one query."""
    words: dict[str, dict[str, Word]] = {}
    for word in Word.objects.order_by("group", "position"):
        words.setdefault(word.group, {})[word.code] = word
    return Vocabulary(words)
