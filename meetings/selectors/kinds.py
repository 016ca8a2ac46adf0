"""Which kinds of entries there are for a unit."""

from duties.models import Reading
from portal.models import Unit, Word
from portal.selectors.vocabulary import Vocabulary


def kinds_offered(unit: Unit, words: Vocabulary) -> tuple[list[Word], list[Word]]:
    """The kinds of which units like this owe records, and the others; in the order of the vocabulary; one query.

    What is counted by standing links is no kind that is logged.
    """
    owed = Reading.objects.filter(units__contains=[unit.kind], known__endswith__isnull=True).exclude(
        measure__in=["standing", "continuous"]
    )
    asked = set(owed.values_list("kind", flat=True))
    kinds = list(words.words.get(Word.Group.KIND, {}).values())
    return [word for word in kinds if word.code in asked], [word for word in kinds if word.code not in asked]
