"""What an entry makes: its title where none was given, and the records that count."""

from collections.abc import Sequence

from duties.services.records import Content
from meetings.kinds import VISIT, words_of
from meetings.services.contents import EntryContent
from portal.models import Person, Unit, Word
from portal.selectors.vocabulary import vocabulary
from portal.wording import date_cn, period_cn

TITLE_LENGTH = 200


def derived_title(content: EntryContent) -> str:
    """The title of an entry without one: 2026年9月18日党委常委会会议、领导小组会议; 演示27团2026年年度工作计划."""
    assert content.occurred_on is not None
    words = vocabulary()
    names = "、".join(words.name(Word.Group.FORM, form) for form in content.forms)
    known = words_of(content.kind)
    what = names or (known.what if known.what else words.name(Word.Group.KIND, content.kind))
    if content.targets:
        what = f"到{_some([unit.name for unit in content.targets])}{what}"
    when = period_cn(content.for_period) if _names_a_period(content) else date_cn(content.occurred_on)
    return f"{when}{what}"[:TITLE_LENGTH]


def _names_a_period(content: EntryContent) -> bool:
    """Whether the entry is about a period as papers are, not held on a day as sittings are."""
    return bool(content.for_period) and words_of(content.kind).about_a_period


def _some(names: Sequence[str]) -> str:
    shown = "、".join(names[:3])
    return f"{shown}等{len(names)}个单位" if len(names) > 3 else shown


def records_content(unit: Unit, content: EntryContent) -> list[Content]:
    """The records that such an entry makes: one with all its forms, or one for each of its targets.

    A visit makes them for each official who went along (rules.md: two officials at three places are six records).
    `content` has a day.
    """
    assert content.occurred_on is not None
    targets: Sequence[Unit | None] = content.targets or [None]
    return [
        Content(
            unit=unit,
            kind=content.kind,
            occurred_on=content.occurred_on,
            forms=content.forms,
            leader=leader,
            target=target,
            for_period=content.for_period,
            on_topic=content.on_topic,
            title=content.title,
            households=content.households,
        )
        for leader in _leaders(content)
        for target in targets
    ]


def _leaders(content: EntryContent) -> Sequence[Person | None]:
    """Who each leads a record of their own: the leader, and of a visit those who went along."""
    if content.kind != VISIT or not content.attendance:
        return [content.leader]
    along = Person.objects.filter(pk__in=content.attendance).order_by("pk")
    leaders = [content.leader] if content.leader else []
    return [*leaders, *(person for person in along if person != content.leader)]
