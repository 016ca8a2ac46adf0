"""Taking a rulebook into the portal: first version, a later one, or nothing where nothing changed."""

import dataclasses
import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from duties.ledger.incremental import rules_changed
from duties.models import Provision, Reading, Regulation, Rule, RulebookVersion
from duties.rulebook import RegulationText, Rulebook
from duties.rulebook.content import FieldChange, canonical, digest, overlooked
from duties.selectors.versions import ALL, content_of, last_loaded, last_version
from duties.services.words import take_words
from portal.access import Actor
from portal.models import KNOWN_EVER, Unit
from portal.services.changes import log_change
from portal.services.facts import instant_after

COPIED = (
    "title", "quote", "read_as", "force", "measure", "bearer", "units", "roles", "tag", "kind", "form", "also_forms",
    "led_by", "on_topic", "target", "period", "term_years", "due", "remind_days",
)  # fmt: skip
"""Fields of a rule that a Reading holds under the same name."""

SHOWN_VALUE = 60
"""So much of a value stands in the message that names a difference."""


@dataclasses.dataclass(frozen=True)
class LoadResult:
    """Which version of the rulebook is in the portal now, whether this load made it, and which articles it reworded."""

    regulation: Regulation
    version: int
    loaded: bool
    reworded: list[int] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Adoption:
    """Why the office made a version in the portal: which rule it reads anew, for what reason."""

    rule: Rule
    reason: str


@transaction.atomic
def load_rulebook(*, rulebook: Rulebook, text: RegulationText, actor: Actor) -> LoadResult:
    """Take in a checked rulebook.

    The same content again changes nothing. A changed one needs a `version_from` later than the last version's; the
    readings before it stay for the periods that began earlier. Raises ValidationError otherwise, and where the office
    has adopted readings that the file does not carry.
    """
    content = rulebook.content
    regulation = Regulation.objects.select_for_update().filter(code=content["regulation"]).first()
    last = last_version(regulation) if regulation else None
    if regulation and last:
        if canonical(content) == content_of(last):
            return _reword(regulation, last, text, actor)
        _check_base(rulebook, regulation, last)
    version = make_version(rulebook=rulebook, text=text, last=last)
    reworded = _take_text(version.regulation, text) if last else []
    log_change(
        actor=actor,
        action="regulation_load",
        target=version.regulation,
        after={
            "version": version.number,
            "version_from": version.version_from.isoformat(),
            "digest": version.digest,
        }
        | ({"articles": reworded} if reworded else {}),
    )
    return LoadResult(version.regulation, version.number, loaded=True, reworded=reworded)


def _reword(regulation: Regulation, last: RulebookVersion, text: RegulationText, actor: Actor) -> LoadResult:
    """The rulebook is as it was: only the text may be another."""
    reworded = _take_text(regulation, text)
    if reworded:
        log_change(actor=actor, action="regulation_load", target=regulation, after={"articles": reworded})
    return LoadResult(regulation, last.number, loaded=False, reworded=reworded)


def make_version(
    *,
    rulebook: Rulebook,
    text: RegulationText,
    last: RulebookVersion | None,
    actor: Actor | None = None,
    adoption: Adoption | None = None,
) -> RulebookVersion:
    """Store a checked rulebook as the version after `last`, and have the ledger follow.

    Call it in a transaction that holds the regulation's row. Raises ValidationError for a day that is not later.
    """
    content = rulebook.content
    starts = dt.date.fromisoformat(content.get("version_from", content["effective_on"]))
    if last and starts <= last.version_from:
        raise ValidationError(
            {"version_from": f"version_from 应晚于现行版本的 {last.version_from};请改写后再载入。"}
        )
    if last and content["effective_on"] != last.regulation.effective_on.isoformat():
        raise ValidationError(
            {
                "effective_on": f"施行日期 {last.regulation.effective_on} 不能更改;新版口径自哪天起适用写在 version_from。"
            }
        )
    regulation = _regulation(content, text)
    take_words(regulation, content["vocabulary"])
    version = RulebookVersion.objects.create(
        regulation=regulation,
        number=last.number + 1 if last else 1,
        version_from=starts,
        loaded_at=instant_after(last.loaded_at if last else None),
        digest=digest(content),
        adopted_by=actor.account if actor else None,
        rule=adoption.rule if adoption else None,
        reason=adoption.reason if adoption else "",
    )
    _readings(rulebook, version, first=last is None)
    if Unit.objects.exists():
        rules_changed(starts if last else None)
    return version


def _check_base(rulebook: Rulebook, regulation: Regulation, last: RulebookVersion) -> None:
    """Refuse a file that does not say what the office has adopted since the last load."""
    if rulebook.based_on == digest(content_of(last)):
        return
    missed = overlooked(
        loaded=content_of(last_loaded(regulation)), present=content_of(last), given=rulebook.content
    )
    if missed:
        raise ValidationError([_not_based(last), *map(_difference, missed)])


def _not_based(last: RulebookVersion) -> str:
    return (
        f"文件不是依据现行的第 {last.number} 版({last.version_from} 起)改写的:办公室已在平台上修订口径,文件未载明。"
        f"请用 manage.py export_regulation {last.regulation.code} 文件夹 导出现行版本,在其上改写后再载入。不同之处:"
    )


def _difference(change: FieldChange) -> str:
    if not change.field:
        return f"{change.rule}:文件中没有这条口径"
    return f"{change.rule}:{change.field} 现行 {_shown(change.old)},文件 {_shown(change.new)}"


def _shown(value: Any) -> str:
    text = "(无)" if value is None else str(value)
    return text if len(text) <= SHOWN_VALUE else f"{text[:SHOWN_VALUE]}…"


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
        _take_text(regulation, text)
    regulation.refresh_from_db()
    return regulation


def _take_text(regulation: Regulation, text: RegulationText) -> list[int]:
    """Write the articles as they stand in `text`; gives the numbers of those that are new or reworded.

    An article that the text has no more stays where a rule was read from it: its past is told by it.
    """
    before = {one.article: (one.chapter, one.chapter_title, one.text) for one in regulation.provisions.all()}
    after = {one.number: (one.chapter, one.chapter_title, one.text) for one in text.articles}
    reworded = [number for number, article in after.items() if before.get(number) != article]
    for number in reworded:
        chapter, chapter_title, words = after[number]
        values = {"chapter": chapter, "chapter_title": chapter_title, "text": words}
        Provision.objects.update_or_create(regulation=regulation, article=number, defaults=values)
    read = Rule.objects.filter(regulation=regulation).values("article")
    regulation.provisions.exclude(article__in=after).exclude(article__in=read).delete()
    return reworded


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
    """End what governed so far on the day of the new version; how it was known before stays as it was.

    The rows that are known on keep their ids, which the ledger's rows of the past name.
    """
    open_ones = Reading.objects.filter(
        rule__regulation=version.regulation, governs__endswith__isnull=True, known__endswith__isnull=True
    )
    before = list(open_ones)
    for reading in before:
        Reading.objects.filter(pk=reading.pk).update(
            governs=DateRange(reading.governs.lower, version.version_from),
            known=DateTimeTZRange(version.loaded_at, None),
        )
        reading.pk = None
        reading.known = DateTimeTZRange(reading.known.lower, version.loaded_at)
    Reading.objects.bulk_create(before)
