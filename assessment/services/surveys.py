"""Writing surveys: drawing up, printing codes, taking in one sheet as counts."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from assessment.models import Survey, SurveyCode, SurveyCount, SurveyDay, SurveyUnit
from assessment.selectors.surveys import WRITERS
from assessment.surveys.codes import digest_of, new_code, normalised
from assessment.surveys.options import LONGEST, MOST_QUESTIONS, OPTIONS
from portal import access, clock
from portal.access import Actor
from portal.models import Unit
from portal.services.changes import log_change, state_of

MOST_CODES = 200
"""So many codes are printed at once."""
SPENT = "答卷码不对、已经用过,或调查不在答卷时间内;请核对答卷纸。"


@transaction.atomic
def survey_save(
    *,
    actor: Actor,
    survey: Survey | None,
    title: str,
    year: int,
    opens_on: dt.date,
    closes_on: dt.date,
    questions: Sequence[str],
    units: Iterable[Unit],
    version: int | None = None,
) -> Survey:
    """Draw up a survey, or change one that stood at `version`.

    Once codes are printed only its last day may change, and once it is over nothing: results that were seen do not
    grow by single sheets. Raises PermissionDenied for anyone but the office; ValidationError by field.
    """
    post = access.require(actor, *WRITERS)
    assert actor.account is not None
    wanted = {unit.pk: unit for unit in units}
    _check_questions(questions)
    if not wanted:
        raise ValidationError({"units": "请选择被调查的单位。"})
    reach = set(
        Unit.objects.filter(access.within("pk", post.unit, clock.today()), pk__in=wanted).values_list(
            "pk", flat=True
        )
    )
    if reach != set(wanted):
        raise ValidationError({"units": "只能调查本辖区的单位。"})
    before = None
    if survey is None:
        survey = Survey(office=post.unit, made_by=actor.account)
    else:
        survey = _locked(actor, survey, version)
        before = state_of(survey)
        if survey.units.filter(printed__gt=0).exists():
            _check_printed(survey, title, year, opens_on, questions, set(wanted))
        survey.version += 1
    survey.title, survey.year, survey.opens_on, survey.closes_on = title, year, opens_on, closes_on
    survey.questions = list(questions)
    if survey.is_over:
        raise ValidationError({"closes_on": "截止日已过。"})
    survey.full_clean()
    survey.save()
    survey.units.exclude(unit__in=wanted).delete()
    SurveyUnit.objects.bulk_create(
        [SurveyUnit(survey=survey, unit=unit) for unit in wanted.values()], ignore_conflicts=True
    )
    log_change(
        actor=actor, action="survey_change" if before else "survey_add", target=survey, unit=survey.office,
        before=before, after=state_of(survey) | {"units": sorted(unit.code for unit in wanted.values())},
    )  # fmt: skip
    return survey


def _locked(actor: Actor, survey: Survey, version: int | None) -> Survey:
    access.require_own_unit(actor, survey.office, *WRITERS)
    fresh = Survey.objects.select_for_update(of=("self",)).select_related("office").get(pk=survey.pk)
    if fresh.version != version:
        raise ValidationError("这次调查刚被别人修改;请刷新页面后再改。")
    if fresh.is_over:
        raise ValidationError("调查已结束,不能再改。")
    return fresh


def _check_questions(questions: Sequence[str]) -> None:
    if not questions:
        raise ValidationError({"questions": "请写出至少一个问题,一行一个。"})
    if len(questions) > MOST_QUESTIONS:
        raise ValidationError({"questions": f"最多 {MOST_QUESTIONS} 个问题。"})
    if any(len(question) > LONGEST for question in questions):
        raise ValidationError({"questions": f"每个问题不超过 {LONGEST} 字。"})


def _check_printed(
    survey: Survey, title: str, year: int, opens_on: dt.date, questions: Sequence[str], units: set[int]
) -> None:
    asked = set(survey.units.values_list("unit", flat=True))
    same = (survey.title, survey.year, survey.opens_on, survey.questions, asked)
    if same != (title, year, opens_on, list(questions), units):
        raise ValidationError("答卷码已经印发,只能改截止日;其他内容请另建一次调查。")


@transaction.atomic
def codes_print(*, actor: Actor, asked: SurveyUnit, number: int) -> list[str]:
    """Draw `number` codes for a unit and give them, once: the database keeps their digests.

    Raises PermissionDenied for anyone but the survey's office; ValidationError for a number out of bounds and for a
    survey that is over.
    """
    access.require_own_unit(actor, asked.survey.office, *WRITERS)
    if not 1 <= number <= MOST_CODES:
        raise ValidationError(f"一次印 1 至 {MOST_CODES} 张。")
    row = SurveyUnit.objects.select_for_update(of=("self",)).select_related("survey", "unit").get(pk=asked.pk)
    if row.survey.is_over:
        raise ValidationError("调查已结束,不能再印答卷码。")
    codes = [new_code() for _ in range(number)]
    SurveyCode.objects.bulk_create(SurveyCode(asked=row, digest=digest_of(code)) for code in codes)
    row.printed += number
    row.save(update_fields=["printed"])
    log_change(
        actor=actor, action="survey_print", target=row.survey, unit=row.unit,
        after={"printed": row.printed, "number": number},
    )  # fmt: skip
    return codes


@transaction.atomic
def sheet_answer(*, typed: str, answers: Mapping[int, int]) -> None:
    """Take in one sheet: the code is spent, each answer adds one to its count, the day's number grows by one.

    It acts for nobody and is not logged: no row says who answered, when in the day, or what one sheet said. Raises
    ValidationError for a code that is none, is spent, or is not open today, and for answers left out.
    """
    code = normalised(typed)
    row = (
        SurveyCode.objects.select_for_update(of=("self",))
        .filter(digest=digest_of(code), used=False)
        .select_related("asked__survey")
        .first()
    )
    if row is None or not row.asked.survey.is_open:
        raise ValidationError(SPENT)
    missing = [
        place
        for place in range(len(row.asked.survey.questions))
        if answers.get(place) not in range(len(OPTIONS))
    ]
    if missing:
        raise ValidationError({f"answer-{place}": "请选择一项。" for place in missing})
    SurveyCode.objects.filter(pk=row.pk).update(used=True)
    _add(row.asked, answers)


def _add(asked: SurveyUnit, answers: Mapping[int, int]) -> None:
    # The row of the unit is locked, so that two sheets at once add up.
    SurveyUnit.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    for place in range(len(asked.survey.questions)):
        count, _ = SurveyCount.objects.get_or_create(asked=asked, question=place, option=answers[place])
        SurveyCount.objects.filter(pk=count.pk).update(number=F("number") + 1)
    day, _ = SurveyDay.objects.get_or_create(asked=asked, day=clock.today())
    SurveyDay.objects.filter(pk=day.pk).update(number=F("number") + 1)
