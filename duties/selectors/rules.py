"""Finding rules by regulation and code, and what the regulations that bind a unit offer it."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from duties.models import Reading, Regulation, Rule
from portal.models import Unit, Word
from portal.selectors.vocabulary import Vocabulary


def rule_called(regulation: str, code: str) -> Rule | None:
    """The rule of that code in the regulation; another may have a rule of the same code. One query."""
    return Rule.objects.filter(regulation__code=regulation, code=code).select_related("regulation").first()


def offered_forms(unit: Unit, kind: str, words: Vocabulary) -> list[Word]:
    """The forms of records of `kind` in the vocabularies of the regulations that bind units like this; one query.

    All that any regulation has where none binds them.
    """
    binding = Reading.objects.filter(rule__regulation=OuterRef("pk"), units__contains=[unit.kind])
    vocabularies = Regulation.objects.filter(Exists(binding)).values_list("vocabulary", flat=True)
    own = {form for each in vocabularies for form in each["kinds"].get(kind, {}).get("forms", {})}
    forms = words.forms_of(kind)
    return [word for word in forms if word.code in own] or forms


def rules_called(codes: Collection[str]) -> dict[tuple[str, str], Rule]:
    """The rules of these codes, by regulation and code; one query."""
    found = Rule.objects.filter(code__in=codes).select_related("regulation")
    return {(rule.regulation.code, rule.code): rule for rule in found}
