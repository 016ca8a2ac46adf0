"""认可度调查: the surveys that concern the reader."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from assessment.models import Survey
from assessment.selectors.surveys import READERS, readable_surveys, with_numbers
from portal.lists.columns import Column, link, marked
from portal.lists.filters import ListFilters, WordsFilter
from portal.lists.listing import Listing
from portal.marks import Mark

BEFORE, OPEN, OVER = (
    Mark("pending", "·", "未开始"),
    Mark("due-soon", "◔", "答卷中"),
    Mark("met", "✓", "已结束"),
)


def survey_mark(survey: Survey) -> Mark:
    """Where it stands today."""
    if survey.is_over:
        return OVER
    return OPEN if survey.is_open else BEFORE


class SurveyFilters(ListFilters):
    """What surveys can be narrowed by."""

    words = WordsFilter("title", hint="名称")


class SurveyList(Listing[Survey]):
    """The surveys, the latest first."""

    name = "surveys"
    title = "认可度调查"
    roles = READERS
    filters = SurveyFilters
    order = ("-opens_on",)
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column(
            "title", "名称", lambda row: row.title,
            lambda row: link(row.title, reverse("survey", args=[row.public_id])), width=40,
        ),
        Column("year", "考核年度", lambda row: row.year, sort=("year", "-opens_on"), latest=True, width=10),
        Column("office", "组织单位", lambda row: row.office.name, width=20),
        Column("units", "调查单位", lambda row: row.number, width=10, numeric=True),
        Column("opens_on", "开始日", lambda row: row.opens_on, sort=("opens_on",), latest=True, width=12, nowrap=True),
        Column("closes_on", "截止日", lambda row: row.closes_on, sort=("closes_on",), latest=True, width=12, nowrap=True),
        Column("state", "状态", lambda row: survey_mark(row).label, lambda row: marked(survey_mark(row)), width=10),
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        """Those that concern the reader."""
        return with_numbers(readable_surveys(self.actor))
