"""What rows of the access matrix about surveys act on."""

import datetime as dt
from typing import Any

from assessment.models import Survey, SurveyUnit
from portal import clock
from portal.access import BUSINESS, READS_BELOW
from portal.models import Role, Unit
from tests.access_cast import Cast


def survey(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A survey that the place's office holds about nobody yet."""
    today = clock.today()
    return {
        "public_id": Survey.objects.create(
            office=unit, title="演示调查", year=today.year, opens_on=today, closes_on=today + dt.timedelta(days=9),
            questions=["演示问题?"], made_by=cast.accounts[Role.OFFICE],
        ).public_id
    }  # fmt: skip


def survey_unit(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The same about the place's unit."""
    found = survey(cast, unit)
    SurveyUnit.objects.create(survey=Survey.objects.get(**found), unit=unit)
    return found | {"unit_id": unit.public_id}


FACTORIES = {"survey": survey, "survey_unit": survey_unit}
IN_REACH = {role: frozenset({"own", "below"} if role in READS_BELOW else {"own"}) for role in BUSINESS}
