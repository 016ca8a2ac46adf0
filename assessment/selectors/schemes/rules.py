"""The rules by which a line can be scored: those with rows in the ledger that the assessed units or those below bear."""

from assessment.models import Scheme
from duties.models import Reading
from duties.naming import article_name
from portal import clock
from portal.models import Word
from portal.selectors.vocabulary import vocabulary


def rules_of(scheme: Scheme) -> list[tuple[str, str]]:
    """Code and words of each rule that governs today, those of the assessed kind first; two queries."""
    today = Reading.objects.filter(known__endswith__isnull=True, governs__contains=clock.today())
    readings = today.exclude(measure="continuous").select_related("rule").order_by("rule__position")
    words, found = vocabulary(), []
    for reading in readings:
        own = scheme.kind in reading.units
        kinds = "、".join(words.name(Word.Group.UNIT, kind) for kind in reading.units)
        label = f"{article_name(reading.rule.article)} {reading.title}({kinds})"
        found.append((not own, reading.rule.position, reading.rule.code, label))
    return [(code, label) for _, _, code, label in sorted(found)]
