"""The words of the loaded regulations in one query, and in one only while a request is answered."""

import dataclasses
from contextvars import ContextVar
from typing import Any

from django.core.signals import request_finished, request_started
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from portal.models import Word

_kept: ContextVar["list[Vocabulary] | None"] = ContextVar("the words read for this request", default=None)
"""None outside of a request: then nothing is kept."""


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
    """All words; one query, the first time in a request."""
    kept = _kept.get()
    if kept:
        return kept[0]
    words: dict[str, dict[str, Word]] = {}
    for word in Word.objects.order_by("group", "position"):
        words.setdefault(word.group, {})[word.code] = word
    read = Vocabulary(words)
    if kept is not None:
        kept.append(read)
    return read


@receiver(request_started)
def _begin(**kwargs: Any) -> None:
    _kept.set([])


@receiver(request_finished)
def _end(**kwargs: Any) -> None:
    _kept.set(None)


@receiver([post_save, post_delete], sender=Word)
def _forget(**kwargs: Any) -> None:
    if _kept.get():
        _kept.set([])
