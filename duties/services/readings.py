"""Reading a rule anew (第二十五条): the office adopts another number, day, force or wording from a day on, with a reason."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from duties.models import Reading, Regulation, Rule, RulebookVersion
from duties.rereading import NewReading
from duties.rulebook import Rulebook, RulebookError, check_rulebook
from duties.rulebook.content import Content
from duties.rulebook.reading import Place
from duties.selectors.scope import reads_rules_anew
from duties.selectors.versions import content_of, last_version, text_of
from duties.services.regulation import Adoption, make_version
from portal.access import Actor
from portal.services.changes import log_change

LONGEST_REASON = 500
LAST_DAY = dt.date(2999, 12, 31)

SAID = (
    ("与另一口径条件相同", "at_least", "与另一条口径的条件相同而次数不同;请改为相同的次数。"),
    ("不是每年都有的日期", "due", "该日不是每年都有的日期,请改选。"),
    ("MM-DD 只用于", "due", "当年某月某日前只用于按年的口径;其他周期请选周期末或周期结束后若干日内。"),
    ("due", "due", "期限应为周期末、周期结束后1日以上、当年或次年的某月某日。"),
    ("power 只用于", "force", "职权只用于持续履行的口径,请改选。"),
    ("force 中的", "force", "请选择列出的约束。"),
    ("at_least 应为正整数", "at_least", "数量应为1–10000的整数。"),
    ("at_least 的值", "at_least", "数量应为1–10000的整数。"),
    ("remind_days 的值", "remind_days", "提前提醒天数应为0–1000的整数。"),
    ("read_as 的值", "read_as", "口径解释不得超过2000字。"),
)
"""What a rulebook is refused for, as the form says it: part of the fault, the field, the sentence."""


@transaction.atomic
def reading_revise(
    *, actor: Actor, rule: Rule, change: NewReading, since: dt.date, reason: str, based_on: int
) -> RulebookVersion:
    """Adopt another reading of `rule` for the periods that begin on `since` or later; `based_on` is the version seen.

    Raises PermissionDenied for anyone but the office of the first tier; ValidationError, by field, for a day that is
    not later than the last version's, for what rules.md refuses, and where somebody else adopted a version meanwhile.
    """
    regulation = Regulation.objects.select_for_update().get(pk=rule.regulation_id)
    if not reads_rules_anew(actor, regulation):
        raise PermissionDenied
    last = last_version(regulation)
    if last.number != based_on:
        raise ValidationError(f"规则库已有新的第 {last.number} 版,请重新打开修订页面,按新的口径修订。")
    reading = checked(rule=rule, change=change, since=since, last=last)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": f"请填写修订理由(不超过{LONGEST_REASON}字)。"})
    before = {name: _value(reading, name) for name in change.of(reading)}
    version = make_version(
        rulebook=_rulebook(content_of(last), rule, change.of(reading), since),
        text=text_of(regulation),
        last=last,
        actor=actor,
        adoption=Adoption(rule, reason.strip()),
    )
    log_change(
        actor=actor,
        action="reading_revise",
        target=version,
        before=before,
        after=change.of(reading) | {"rule": rule.code, "version_from": since.isoformat()},
        reason=reason.strip(),
    )
    return version


def checked(*, rule: Rule, change: NewReading, since: dt.date, last: RulebookVersion) -> Reading:
    """The reading of `last` that the change is made to, if a rulebook may say what it says then.

    Raises ValidationError by field.
    """
    reading = reading_in(last, rule)
    if not last.version_from < since <= LAST_DAY:
        raise ValidationError(
            {"since": f"新口径的施行日应晚于现行版本的 {last.version_from:%Y-%m-%d},请改选日期。"}
        )
    values = change.of(reading)
    if all(_value(reading, name) == value for name, value in values.items()):
        raise ValidationError("口径没有改动,请先修改再预演或采纳。")
    try:
        check_rulebook(_rulebook(content_of(last), rule, values, since), text_of(last.regulation))
    except RulebookError as error:
        raise ValidationError(_said(error)) from error
    return reading


def reading_in(version: RulebookVersion, rule: Rule) -> Reading:
    """The reading of a rule in a version; raises ValidationError where the version has dropped it."""
    found = Reading.objects.filter(version=version, rule=rule, known__endswith__isnull=True)
    reading = found.select_related("rule__regulation", "version").first()
    if reading is None:
        raise ValidationError("该口径已不在现行规则库中,不能修订。")
    return reading


def _value(reading: Reading, name: str) -> Any:
    return getattr(reading, name)


def _rulebook(content: Content, rule: Rule, values: dict[str, Any], since: dt.date) -> Rulebook:
    """The rulebook with one rule read anew."""
    rules = [entry | values if entry["id"] == rule.code else entry for entry in content["rules"]]
    kept = [{name: value for name, value in entry.items() if value != ""} for entry in rules]
    content = content | {"version_from": since.isoformat(), "rules": kept}
    places = tuple(Place(entry["id"], 0) for entry in kept)
    return Rulebook(content, places, Place("", 0))


def _said(error: RulebookError) -> dict[str, list[str]]:
    """The faults by field, each as a sentence of the form."""
    said: dict[str, list[str]] = {}
    for fault in error.faults:
        field, sentence = next(
            ((field, sentence) for part, field, sentence in SAID if part in fault.reason),
            ("read_as", fault.reason),
        )
        if sentence not in said.setdefault(field, []):
            said[field].append(sentence)
    return said
