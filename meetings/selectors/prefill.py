"""What the loaded regulations, the day's seats and the units offered add to what was read from a text."""

import re
from collections.abc import Iterable

from meetings.prefill.lexicon import FormPattern, form_patterns
from meetings.selectors.seats import Seat
from portal.models import Unit, Word
from portal.selectors.vocabulary import Vocabulary, vocabulary

SIGNS = re.compile(r"[\s\u3000·•・—－-]")


def known_forms(words: Vocabulary | None = None) -> list[FormPattern]:
    """The forms of the loaded vocabulary, as texts name them; one query where `words` are not given."""
    loaded = words or vocabulary()
    return form_patterns(
        (word.code, kind, word.name)
        for word in loaded.words.get(Word.Group.FORM, {}).values()
        for kind in word.data.get("kinds", [])
    )


def seat_of(name: str, seats: Iterable[Seat]) -> Seat | None:
    """The one seat whose holder has that name; none where two are namesakes."""
    found = {seat.person.pk: seat for seat in seats if _plain(seat.person.name) == _plain(name)}
    return next(iter(found.values())) if len(found) == 1 else None


def unit_of(name: str, units: Iterable[Unit]) -> Unit | None:
    """The one unit of that name, or whose name ends with it (五团 for 演示五团)."""
    wanted = _plain(name)
    offered = {unit.pk: unit for unit in units}.values()
    for fits in (str.__eq__, str.endswith):
        found = [unit for unit in offered if fits(_plain(unit.name), wanted)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _plain(name: str) -> str:
    return SIGNS.sub("", name)
