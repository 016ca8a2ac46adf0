"""Taking a rulebook into the portal: first version, a later one, or nothing where nothing changed."""

import dataclasses
import datetime as dt
import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from duties.models import Provision, Reading, Regulation, Rule, RulebookVersion
from duties.rulebook import RegulationText, Rulebook
from portal import clock
from portal.access import Actor
from portal.models import KNOWN_EVER, Word
from portal.services.changes import log_change

COPIED = (
    "title", "quote", "read_as", "force", "measure", "bearer", "units", "roles", "tag", "kind", "form", "also_forms",
    "led_by", "on_topic", "target", "period", "term_years", "due", "remind_days",
)  # fmt: skip
"""Fields of a rule that a Reading holds under the same name."""

ALL = 0
"""How a Reading writes `at_least: all`."""


@dataclasses.dataclass(frozen=True)
class LoadResult:
    """Which version of the rulebook is in the portal now, and whether this load made it."""

    regulation: Regulation
    version: int
    loaded: bool


@transaction.atomic
def load_rulebook(*, rulebook: Rulebook, text: RegulationText, actor: Actor) -> LoadResult:
    """Take in a checked rulebook.

    The same content again changes nothing. A changed one needs a `version_from` later than the last version's; the
    readings before it stay for the periods that began earlier. Raises ValidationError otherwise.
    """
    content = rulebook.content
    digest = _digest(content)
    regulation = Regulation.objects.select_for_update().filter(code=content["regulation"]).first()
    last = RulebookVersion.objects.filter(regulation=regulation).last() if regulation else None
    if regulation and last and last.digest == digest:
        return LoadResult(regulation, last.number, loaded=False)
    starts = dt.date.fromisoformat(content.get("version_from", content["effective_on"]))
    if last and starts <= last.version_from:
        raise ValidationError(f"version_from 应晚于现行版本的 {last.version_from};请改写后再载入。")
    regulation = _regulation(content, text)
    _vocabulary(content["vocabulary"])
    version = RulebookVersion.objects.create(
        regulation=regulation,
        number=last.number + 1 if last else 1,
        version_from=starts,
        loaded_at=clock.now(),
        digest=digest,
    )
    _readings(rulebook, version, first=last is None)
    log_change(
        actor=actor,
        action="regulation_load",
        target=regulation,
        after={"version": version.number, "version_from": starts.isoformat(), "digest": digest},
    )
    return LoadResult(regulation, version.number, loaded=True)


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _regulation(content: dict[str, Any], text: RegulationText) -> Regulation:
    regulation, made = Regulation.objects.update_or_create(
        code=content["regulation"],
        defaults={
            "title": content["title"],
            "effective_on": content["effective_on"],
            "vocabulary": content["vocabulary"],
        },
    )
    if made:
        Provision.objects.bulk_create(
            Provision(
                regulation=regulation,
                article=article.number,
                chapter=article.chapter,
                chapter_title=article.chapter_title,
                text=article.text,
            )
            for article in text.articles
        )
    regulation.refresh_from_db()
    return regulation


def _vocabulary(vocabulary: dict[str, Any]) -> None:
    answer_for = vocabulary.get("answer_for", {})
    words: list[tuple[str, str, Any, dict[str, Any]]] = []
    for group in (Word.Group.UNIT, Word.Group.TAG, Word.Group.ROLE, Word.Group.LINK, Word.Group.KIND):
        for code, entry in vocabulary.get(group, {}).items():
            extra = {"answer_for": answer_for.get(code, [])} if group == Word.Group.UNIT else {}
            words.append((group, code, entry, extra))
            if group == Word.Group.KIND:
                words += [
                    (Word.Group.FORM, form, name, {"kind": code})
                    for form, name in entry.get("forms", {}).items()
                ]
    for position, (word_group, code, entry, extra) in enumerate(words):
        named = entry if isinstance(entry, dict) else {"name": entry}
        data = {name: value for name, value in named.items() if name not in {"name", "forms"}} | extra
        Word.objects.update_or_create(
            group=word_group,
            code=code,
            defaults={"name": named["name"], "data": data, "position": position},
        )


def _readings(rulebook: Rulebook, version: RulebookVersion, *, first: bool) -> None:
    known = KNOWN_EVER if first else DateTimeTZRange(version.loaded_at, None)
    if not first:
        _close_readings(version)
    for position, entry in enumerate(rulebook.rules):
        rule, _ = Rule.objects.update_or_create(
            regulation=version.regulation,
            code=entry["id"],
            defaults={"article": entry["article"], "item": str(entry["item"]), "position": position},
        )
        Reading.objects.create(
            rule=rule,
            version=version,
            governs=DateRange(None if first else version.version_from, None),
            known=known,
            at_least=ALL if entry.get("at_least") == "all" else entry.get("at_least"),
            **{name: entry[name] for name in COPIED if name in entry},
        )


def _close_readings(version: RulebookVersion) -> None:
    """End what governed so far on the day of the new version; how it was known before stays as it was."""
    open_ones = Reading.objects.filter(
        rule__regulation=version.regulation, governs__endswith__isnull=True, known__endswith__isnull=True
    )
    for reading in list(open_ones):
        known = reading.known
        Reading.objects.filter(pk=reading.pk).update(known=DateTimeTZRange(known.lower, version.loaded_at))
        reading.pk = None
        reading.governs = DateRange(reading.governs.lower, version.version_from)
        reading.known = DateTimeTZRange(version.loaded_at, None)
        reading.save(force_insert=True)
