"""Readings beside each other: what a version changed, and how the reading of a rule came to be; constant queries."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Sequence

from duties.models import Reading, Rule, RulebookVersion
from duties.selectors.versions import readings_of
from duties.wording import EVERY, FORCE, MEASURE, amount_words, bearer_words, condition_words, due_words
from portal.selectors.vocabulary import Vocabulary

FACETS = (
    "名称",
    "原文",
    "约束",
    "计量",
    "责任主体",
    "周期",
    "数量",
    "计入条件",
    "期限",
    "提前提醒",
    "口径解释",
)


@dataclasses.dataclass(frozen=True)
class Facet:
    """One thing that a reading says, before and after."""

    label: str
    old: str
    new: str


@dataclasses.dataclass(frozen=True)
class RuleChange:
    """One rule in which two versions differ; a rule that only one of them has says so by `kind`."""

    rule: Rule
    title: str
    kind: str
    facets: list[Facet]


@dataclasses.dataclass(frozen=True)
class Past:
    """One reading of a rule among those that it has had: since when, by whom, why, and what changed."""

    version: RulebookVersion
    facets: list[Facet]
    upcoming: bool


def facets_of(reading: Reading, words: Vocabulary) -> dict[str, str]:
    """What a reading says, in words, by label."""
    counted = reading.measure != "continuous"
    every = EVERY.get(reading.period, f"任期({reading.term_years}年)") if reading.period else ""
    said = (
        reading.title,
        reading.quote,
        FORCE[reading.force],
        MEASURE[reading.measure],
        bearer_words(reading, words),
        every,
        amount_words(reading, words),
        ";".join(condition_words(reading, words)),
        due_words(reading),
        f"{reading.remind_days}日" if counted else "",
        reading.read_as,
    )
    return dict(zip(FACETS, said, strict=True))


def changes_between(old: Reading, new: Reading, words: Vocabulary) -> list[Facet]:
    """In what two readings of a rule differ."""
    before, after = facets_of(old, words), facets_of(new, words)
    return [Facet(label, before[label], after[label]) for label in FACETS if before[label] != after[label]]


def compare(old: RulebookVersion, new: RulebookVersion, words: Vocabulary) -> list[RuleChange]:
    """The rules in which two versions of a rulebook differ, in the order of the rulebook."""
    before = {reading.rule_id: reading for reading in readings_of(old)}
    after = {reading.rule_id: reading for reading in readings_of(new)}
    found = []
    for rule_id in dict.fromkeys([*after, *before]):
        was, now = before.get(rule_id), after.get(rule_id)
        shown = now or was
        assert shown is not None
        facets = changes_between(was, now, words) if was and now else []
        if facets or not (was and now):
            kind = "修改" if facets else "新增" if now else "取消"
            found.append(RuleChange(shown.rule, shown.title, kind, facets))
    return sorted(found, key=lambda change: (change.rule.position, change.rule.code))


def histories(rules: Iterable[int], words: Vocabulary, today: dt.date) -> dict[int, list[Past]]:
    """For each rule (by id) the readings it has had, latest first; versions that did not change it are left out."""
    readings: dict[int, list[Reading]] = {}
    found = Reading.objects.filter(rule__in=list(rules), known__endswith__isnull=True)
    for reading in found.select_related("version__adopted_by").order_by("version__number"):
        readings.setdefault(reading.rule_id, []).append(reading)
    return {rule: _history(each, words, today) for rule, each in readings.items()}


def _history(readings: Sequence[Reading], words: Vocabulary, today: dt.date) -> list[Past]:
    told = [Past(readings[0].version, [], readings[0].version.version_from > today)]
    for old, new in itertools.pairwise(readings):
        facets = changes_between(old, new, words)
        if facets:
            told.append(Past(new.version, facets, new.version.version_from > today))
    return told[::-1]


def since(history: Sequence[Past]) -> dt.date | None:
    """Since when a rule is read as it is today."""
    return next((past.version.version_from for past in history if not past.upcoming), None)


def version_numbered(versions: Sequence[RulebookVersion], text: str, default: int) -> RulebookVersion | None:
    """The version that an address names by its number; the one of `default` for anything else."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default
    return next((version for version in versions if version.number == number), None)
