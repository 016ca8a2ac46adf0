"""Objects of the duties for the access matrix; of the loaded regulation where there is one."""

import datetime as dt
from typing import Any

from duties.models import PeriodLock, Provision, Question, Regulation, Rule, RulebookVersion
from portal import clock
from portal.models import Role, Unit
from tests.access_cast import PLACES, Cast

EVERYWHERE = frozenset(PLACES)
IN_FORCE = dt.date(2023, 2, 25)


def _regulation() -> Regulation:
    regulation, _ = Regulation.objects.get_or_create(
        code="matrix", defaults={"title": "演示", "effective_on": IN_FORCE, "vocabulary": {}}
    )
    return regulation


def _rule() -> Rule:
    rule = Rule.objects.select_related("regulation").filter(code="a8.2.leading_group").first()
    if rule is None:
        rule, _ = Rule.objects.get_or_create(
            regulation=_regulation(), code="m1", defaults={"article": 8, "item": "二", "position": 0}
        )
    return rule


def cell(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A cell of a unit; where nothing is owed, who may read the unit is told so."""
    rule = _rule()
    return {"unit": unit.public_id, "regulation": rule.regulation.code, "rule": rule.code, "period": "2026Q3"}


def rule_of_the_book(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A rule of the regulation in force."""
    article(cast, unit)
    rule = _rule()
    return {"regulation": rule.regulation.code, "rule": rule.code}


def regulation_in_force(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The regulation in force."""
    return {"regulation": rule_of_the_book(cast, unit)["regulation"]}


def period_lock(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A period of the unit that its office locked."""
    day = dt.date(2026, 1, 1)
    office = cast.accounts[Role.OFFICE]
    lock, _ = PeriodLock.objects.get_or_create(
        unit=unit, office=unit, period="2026Q1", unlocked_at=None,
        defaults={
            "first_day": day, "end_day": dt.date(2026, 4, 1), "reason": "演示", "locked_by": office,
            "locked_at": clock.now(),
        },
    )  # fmt: skip
    return {"public_id": lock.public_id}


def question_asked(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A question of the unit that waits for its answer."""
    question = Question.objects.create(
        rule=_rule(), unit=unit, text="演示:怎样算?", asked_by=cast.accounts[Role.CLERK], asked_at=clock.now()
    )
    return {"public_id": question.public_id}


def question_answered(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A question of the unit with its answer."""
    found = question_asked(cast, unit)
    Question.objects.filter(**found).update(
        state=Question.State.ANSWERED,
        answer="演示:这样算。",
        answered_at=clock.now(),
        answered_by=cast.accounts[Role.OFFICE],
    )
    return found


def article(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An article of the regulation in force."""
    if not RulebookVersion.objects.exists():
        regulation = _regulation()
        RulebookVersion.objects.create(
            regulation=regulation, number=1, version_from=IN_FORCE, loaded_at=clock.now(), digest="0" * 64
        )
        Provision.objects.create(
            regulation=regulation, article=8, chapter=2, chapter_title="责任", text="每季度召开会议。"
        )
    return {"number": 8}


FACTORIES = {
    "article": article,
    "cell": cell,
    "period_lock": period_lock,
    "question_answered": question_answered,
    "question_asked": question_asked,
    "regulation": regulation_in_force,
    "rule": rule_of_the_book,
}
