"""What the loaded regulations and the unit's seats add to what was read from a text."""

from meetings.prefill.lexicon import FormPattern, form_patterns
from portal.models import Word
from portal.selectors.vocabulary import Vocabulary, vocabulary


def known_forms(words: Vocabulary | None = None) -> list[FormPattern]:
    """The forms of the loaded vocabulary, as texts name them; one query where `words` are not given."""
    loaded = words or vocabulary()
    return form_patterns(
        (word.code, kind, word.name)
        for word in loaded.words.get(Word.Group.FORM, {}).values()
        for kind in word.data.get("kinds", [])
    )
