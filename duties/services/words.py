"""The words of all loaded regulations put together: the same word in two of them is the same thing (rules.md).

The name is that of the regulation loaded first; where kinds of unit may stand, who answers for them and which kinds have
a form add up. A word that no regulation has any more is kept, since facts of the past are told by it.
"""

from collections.abc import Iterator
from typing import Any

from duties.models import Regulation
from portal.models import Word

GROUPS = (Word.Group.UNIT, Word.Group.TAG, Word.Group.ROLE, Word.Group.LINK, Word.Group.KIND)
ADDED_UP = ("under", "answer_for", "kinds")
ROOM = 1_000
"""So many positions each regulation has for its words: those of one stand after those of an earlier one."""

Entry = tuple[str, str, str, dict[str, Any]]


def take_words(loaded: Regulation, vocabulary: dict[str, Any]) -> None:
    """Write the words anew after `loaded` has brought `vocabulary`, in whose order its own words stand."""
    there = {(word.group, word.code): word.position for word in Word.objects.all()}
    words: dict[tuple[str, str], Word] = {}
    for rank, regulation in enumerate(Regulation.objects.order_by("pk")):
        brought = vocabulary if regulation == loaded else regulation.vocabulary
        for number, (group, code, name, data) in enumerate(_entries(brought), start=rank * ROOM):
            position = number if regulation == loaded else there.get((group, code), number)
            word = words.setdefault((group, code), Word(group=group, code=code, name=name, position=position))
            _add(word.data, data)
    for (group, code), word in words.items():
        values = {"name": word.name, "data": word.data, "position": word.position}
        Word.objects.update_or_create(group=group, code=code, defaults=values)


def _entries(vocabulary: dict[str, Any]) -> Iterator[Entry]:
    """Group, code, name and data of each word, a form after its kind."""
    for group in GROUPS:
        for code, entry in vocabulary.get(group, {}).items():
            named = entry if isinstance(entry, dict) else {"name": entry}
            data = {name: value for name, value in named.items() if name not in {"name", "forms"}}
            if group == Word.Group.UNIT:
                data["answer_for"] = vocabulary.get("answer_for", {}).get(code, [])
            yield group, code, named["name"], data
            for form, name in named.get("forms", {}).items():
                yield Word.Group.FORM, form, name, {"kinds": [code]}


def _add(data: dict[str, Any], more: dict[str, Any]) -> None:
    for name, value in more.items():
        if name in ADDED_UP:
            data[name] = [*data.get(name, []), *(each for each in value if each not in data.get(name, []))]
        else:
            data.setdefault(name, value)
