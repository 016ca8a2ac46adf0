"""Forms of inspections: what is found on site, the proposal of a plan, the questions of the office's own."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assessment.forms.matters import DayField
from assessment.inspections.planning import MOST_TEAMS
from assessment.inspections.severities import severities
from assessment.models import CheckPoint, Inspection
from assessment.services.inspections.onsite import Found
from assessment.services.matters import TEXT_LENGTH
from duties.models import Provision
from duties.naming import article_name
from portal import clock
from portal.forms.files import SeveralFilesField
from portal.forms.plain import TextField, plain
from portal.forms.printable import printable
from portal.working_days import working_days

FIRST_DAY, LAST_DAY = (3, 1), (11, 30)
"""Within these days of a year inspections are usual."""


class FindingForm(forms.Form):
    """One finding; `token` makes a double submission harmless, whoever or whatever sends it twice."""

    clause = forms.ChoiceField(
        label="条款",
        error_messages={"required": "请选择条款。", "invalid_choice": "请从列出的条款中选择。"},
        help_text="选与问题对应的口径;没有对应口径的,选条文。",
    )
    severity = forms.ChoiceField(
        label="程度", widget=forms.RadioSelect, error_messages={"required": "请选择问题的程度。"}
    )
    text = TextField(
        label="问题",
        most=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="只写单位履行职责的事实:哪项职责、什么时间、差在哪里。不写职工群众的情况,不对人下结论。",
    )
    found_on = DayField(label="发现日期")
    due_on = DayField(label="整改期限")
    evidence = SeveralFilesField(label="佐证材料")
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, inspection: Inspection, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        points = inspection.points.filter(rule__isnull=False).select_related("rule").order_by("position")
        self._rules = {f"rule:{point.rule_id}": point for point in points}
        articles = Provision.objects.filter(
            regulation__in={point.rule.regulation_id for point in points if point.rule}
        )
        self._articles = {f"article:{row.article}": row.article for row in articles.order_by("article")}
        self.fields["clause"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            (
                "督查清单中的口径",
                [(key, f"{point.text}({point.clause})") for key, point in self._rules.items()],
            ),
            ("条文", [(key, article_name(number)) for key, number in self._articles.items()]),
        ]
        self.fields["severity"].choices = [(each.code, each.name) for each in severities()]  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """Words that can be printed, without marks of classified matter."""
        return printable(self.cleaned_data["text"])

    def found(self, files: Sequence[Any]) -> Found:
        """What was written; call it when the form is valid."""
        data = self.cleaned_data
        point = self._rules.get(data["clause"])
        rule = point.rule if point else None
        article = rule.article if rule else self._articles[data["clause"]]
        return Found(
            article=article,
            clause=point.clause if point else article_name(article),
            severity=data["severity"],
            text=data["text"],
            due_on=data["due_on"],
            found_on=data["found_on"],
            rule=rule,
            files=files,
        )


def first_finding(rule: int | None = None) -> dict[str, Any]:
    """What the form of a finding holds before anybody has typed."""
    lightest = severities()[0]
    return {
        "clause": f"rule:{rule}" if rule else "",
        "severity": lightest.code,
        "found_on": clock.today(),
        "due_on": working_days().add(clock.today(), lightest.days),
        "token": uuid.uuid4(),
    }


def answers_sent(
    data: Mapping[str, Any], points: Sequence[CheckPoint]
) -> tuple[dict[int, tuple[str, str]], dict[str, list[str]]]:
    """Results and remarks by position as they were sent, and what is wrong by field; points not sent are left out."""
    found: dict[int, tuple[str, str]] = {}
    faults: dict[str, list[str]] = {}
    for point in points:
        names = f"result-{point.position}", f"remark-{point.position}"
        if not any(name in data for name in names):
            continue
        result, remark = (str(data.get(name, "")) for name in names)
        try:
            found[point.position] = result[:10], printable(plain(remark))
        except ValidationError as error:
            faults[names[1]] = error.messages
    return found, faults


class ProposalForm(forms.Form):
    """How the units of a plan are spread: over how many teams, from when to when."""

    teams = forms.IntegerField(
        label="督查组数",
        min_value=1,
        max_value=MOST_TEAMS,
        error_messages={
            "required": "请填写督查组数。",
            "invalid": "请填写数字。",
            "min_value": "至少 1 个督查组。",
            "max_value": f"最多 {MOST_TEAMS} 个督查组。",
        },
    )
    first = DayField(label="最早")
    last = DayField(label="最晚")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def first_proposal(year: int, teams: int, version: int) -> dict[str, Any]:
    """The usual days of the year, as far as they are to come."""
    first, last = dt.date(year, *FIRST_DAY), dt.date(year, *LAST_DAY)
    first = max(first, clock.today() + dt.timedelta(days=1))
    if last <= first:
        last = dt.date(year, 12, 31)
    return {"teams": teams, "first": min(first, last), "last": last, "version": version}


class QuestionsForm(forms.Form):
    """The office's own questions for units of one kind."""

    text = TextField(
        label="自拟问题",
        most=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一个问题,排在规则库的口径之后;只影响以后开始的督查。",
    )

    def clean_text(self) -> str:
        """Words that can be printed."""
        return printable(self.cleaned_data["text"])
