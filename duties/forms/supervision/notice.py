"""The form in which an office words a notice: 督办通知单 or 整改通知书, to one unit or alike to several."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.forms.supervision.words import units_named
from duties.notice import FAULT, NOTICES, RECTIFICATION, Wording, default_demands, default_title
from duties.selectors.supervision.drafts import Checked, copies_for
from duties.supervision_sources import Matter
from portal import clock
from portal.access import Actor
from portal.forms.printable import printable
from portal.models import Unit
from portal.working_days import WorkingDays, working_days

DAYS = 10
"""The usual time to make good, in working days."""
OFFERED = (5, 10, 15)
"""Times that are told beside the deadline, in working days."""
LONGEST = 366
SLOT = "{单位}"
"""What stands for the unit's name in the title of a batch."""


class NoticeForm(forms.Form):
    """Kind, title, demands, deadline, urgency, partners, copies; `token` makes a double submission harmless, `version`
    tells a stale form."""

    kind = forms.ChoiceField(
        label="通知种类", required=False, choices=[(kind, kind) for kind in NOTICES], widget=forms.RadioSelect
    )
    title = forms.CharField(label="标题", max_length=100, widget=forms.Textarea(attrs={"rows": 2}))
    demands = forms.CharField(
        label="办理要求",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一条,印发时自动编号。不得填写涉密内容。",
    )
    deadline = forms.DateField(
        label="办结期限",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请按 2026-12-09 的格式填写日期。"},
    )
    urgency = forms.ChoiceField(
        label="紧急程度", required=False, choices=[("", "一般"), ("加急", "加急"), ("特急", "特急")]
    )
    partners = forms.CharField(
        label="协办单位",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个单位,填全称或代码;没有则不填。",
    )
    copies_to = forms.CharField(
        label="抄送",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个单位,可不填。",
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, actor: Actor, *arguments: Any, several: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.actor, self.calendar = actor, working_days()
        self.fields["deadline"].help_text = _offered(self.calendar)
        if several:
            del self.fields["partners"], self.fields["copies_to"]
            self.fields["title"].help_text = f"“{SLOT}”在每份通知中换成该单位的名称。"

    def clean_kind(self) -> str:
        """The kind of notice; without a choice the one that urges."""
        return str(self.cleaned_data["kind"] or NOTICES[0])

    def clean_title(self) -> str:
        """One line without classified marks or characters that cannot be printed."""
        return printable("".join(self.cleaned_data["title"].split("\n")).replace("\r", "").strip())

    def clean_demands(self) -> str:
        """At least one demand."""
        return printable(self.cleaned_data["demands"])

    def clean_copies_to(self) -> str:
        """Names of units, one a line."""
        return printable(self.cleaned_data["copies_to"])

    def clean_partners(self) -> list[Unit]:
        """Units of the office's area."""
        return units_named(self.actor, self.cleaned_data["partners"])

    def clean_deadline(self) -> dt.date:
        """A working day to come, within a year."""
        deadline: dt.date = self.cleaned_data["deadline"]
        today = clock.today()
        if deadline <= today:
            raise ValidationError("办结期限应晚于今天,请改选日期。")
        if deadline > today + dt.timedelta(days=LONGEST):
            raise ValidationError("办结期限不应超过一年,请改选日期。")
        if not self.calendar.works(deadline):
            following = self.calendar.next(deadline)
            raise ValidationError(f"这一天是休息日,请改选工作日,例如{following.month}月{following.day}日。")
        return deadline

    def wording(self) -> Wording:
        """What the office wrote; call it when the form is valid."""
        data = self.cleaned_data
        copies = (line.strip() for line in data.get("copies_to", "").splitlines())
        return Wording(
            title=data["title"],
            demands=data["demands"],
            deadline=data["deadline"],
            urgency=data["urgency"],
            copies_to=tuple(filter(None, copies)),
        )


def _offered(calendar: WorkingDays) -> str:
    today = clock.today()
    days = ((number, calendar.add(today, number)) for number in OFFERED)
    told = ",".join(f"{number}个工作日为{day.month}月{day.day}日" for number, day in days)
    return f"从今天起,{told}。"


def first_values(found: Sequence[Checked], issuer: Unit) -> dict[str, Any]:
    """What the form holds before anybody has typed, for a notice to one unit or alike to several."""
    measures = [line.obligation.reading.measure for each in found for line in each.lines]
    matters = [matter for each in found for matter in each.subject.matters]
    measures += [FAULT if matter.said else "matter" for matter in matters]
    faults = bool(matters) and not any(each.lines for each in found) and all(each.said for each in matters)
    kind = RECTIFICATION if faults else NOTICES[0]
    values = {
        "kind": kind,
        "demands": default_demands(measures),
        "deadline": _deadline(matters) if faults else working_days().add(clock.today(), DAYS),
        "token": uuid.uuid4(),
    }
    if len(found) > 1:
        return values | {"title": f"关于{SLOT}履职事项逾期未完成的督办通知"}
    subject = found[0].subject
    return values | {
        "title": default_title(subject.unit.name, found[0].facts, subject.charges, kind),
        "copies_to": "\n".join(copies_for(subject.unit, issuer)),
    }


def _deadline(faults: Sequence[Matter]) -> dt.date:
    """The day until which the first of the faults is to be put right, where that is still to come; else the usual time."""
    calendar, today = working_days(), clock.today()
    due = min((each.due_on for each in faults if each.due_on), default=today)
    return calendar.add(due, 0) if due > today else calendar.add(today, DAYS)


def titled(wording: Wording, unit: Unit, issuer: Unit) -> Wording:
    """The wording of a batch for one unit: its name in the title, its own copies."""
    return Wording(
        title=wording.title.replace(SLOT, unit.name),
        demands=wording.demands,
        deadline=wording.deadline,
        urgency=wording.urgency,
        copies_to=tuple(copies_for(unit, issuer)),
    )
