"""Versions of a rulebook read back as what a file would say, and how each reading came to be."""

from typing import Any

from duties.models import Provision, Reading, Regulation, RulebookVersion
from duties.rulebook import Article, RegulationText
from duties.rulebook.content import RULE_FIELDS, Content
from portal.models import Word

ALL = 0
"""How a Reading writes `at_least: all`."""

ORDER = ("units", "tags", "roles", "answer_for", "links", "kinds")


def last_version(regulation: Regulation) -> RulebookVersion:
    """The version adopted last, on which a change must be based; it may hold from a day to come."""
    return regulation.versions.select_related("regulation").latest("number")


def last_loaded(regulation: Regulation) -> RulebookVersion:
    """The version that came last from a file; what is later the office adopted in the portal."""
    return regulation.versions.filter(rule__isnull=True).latest("number")


def versions_of(regulation: Regulation) -> list[RulebookVersion]:
    """All versions, latest first, with who adopted them."""
    return list(regulation.versions.select_related("adopted_by", "rule").order_by("-number"))


def readings_of(version: RulebookVersion) -> list[Reading]:
    """The readings of a version in the order of the rulebook, as known now."""
    found = Reading.objects.filter(version=version, known__endswith__isnull=True)
    return list(found.select_related("rule", "version").order_by("rule__position"))


def content_of(version: RulebookVersion) -> Content:
    """A version as the content of a file, in canonical form."""
    regulation = version.regulation
    return {
        "regulation": regulation.code,
        "title": regulation.title,
        "effective_on": regulation.effective_on.isoformat(),
        "version_from": version.version_from.isoformat(),
        "vocabulary": _in_order(regulation.vocabulary),
        "rules": [rule_entry(reading) for reading in readings_of(version)],
    }


def rule_entry(reading: Reading) -> dict[str, Any]:
    """A reading as an entry of a rulebook's rules; what is not stated is left out."""
    rule = reading.rule
    values = {name: getattr(reading, name) for name in RULE_FIELDS if hasattr(reading, name)}
    values |= {"id": rule.code, "article": rule.article, "item": rule.item}
    if reading.measure == "continuous":
        del values["remind_days"]
    if reading.at_least == ALL:
        values["at_least"] = "all"
    return {
        name: values[name]
        for name in RULE_FIELDS
        if values.get(name) not in (None, "", [], {}) and values[name] is not False
    }


def text_of(regulation: Regulation) -> RegulationText:
    """The regulation's articles as they were loaded."""
    return RegulationText(
        tuple(
            Article(one.article, one.chapter, one.chapter_title, tuple(one.text.split("\n")))
            for one in Provision.objects.filter(regulation=regulation).order_by("article")
        )
    )


def _in_order(vocabulary: dict[str, Any]) -> dict[str, Any]:
    """The vocabulary in the order of its words, which the database's JSON does not keep."""
    positions = {(word.group, word.code): word.position for word in Word.objects.all()}
    last = max(positions.values(), default=0)

    def sorted_by(group: str, entries: dict[str, Any]) -> dict[str, Any]:
        return dict(sorted(entries.items(), key=lambda entry: positions.get((group, entry[0]), last + 1)))

    ordered = {name: vocabulary[name] for name in ORDER if name in vocabulary}
    for name, entries in ordered.items():
        ordered[name] = sorted_by(Word.Group.UNIT if name == "answer_for" else name, entries)
    for code, entry in ordered.get("kinds", {}).items():
        if "forms" in entry:
            ordered["kinds"][code] = entry | {"forms": sorted_by(Word.Group.FORM, entry["forms"])}
    return ordered
