"""What the interface shows of rulebook and ledger."""

from typing import Any, ClassVar

from rest_framework import serializers

from duties.api.moments import MomentQuery
from duties.ledger.status import Status
from portal.api.paging import PageQuery
from portal.api.serializers import PersonShape, Shape, UnitShape

CODE = 40
STATUSES = [(status.value, status.label) for status in Status]


class RegulationShape(Shape):
    """A regulation."""

    code = serializers.CharField()
    title = serializers.CharField()
    effective_on = serializers.DateField()

    example = {
        "code": "xpcc-2023",
        "title": "兵团乡村振兴责任制实施细则",
        "effective_on": "2023-11-01",
    }


class RuleShape(Shape):
    """A rule read from an article, as it governs on the day."""

    code = serializers.CharField(source="reading.rule.code")
    article = serializers.IntegerField(source="reading.rule.article")
    provision = serializers.CharField()
    title = serializers.CharField(source="reading.title")
    quote = serializers.CharField(source="reading.quote", help_text="所依据的原文。")
    read_as = serializers.CharField(source="reading.read_as", help_text="口径解释。")
    measure = serializers.CharField(source="reading.measure")
    force = serializers.CharField(source="reading.force")
    period = serializers.CharField(source="reading.period")
    units = serializers.ListField(
        child=serializers.CharField(), source="reading.units", help_text="单位类别。"
    )
    roles = serializers.ListField(
        child=serializers.CharField(), source="reading.roles", help_text="职务;空为单位本身。"
    )
    bearer = serializers.CharField()
    amount = serializers.CharField()
    due = serializers.CharField()
    conditions = serializers.ListField(child=serializers.CharField())


class ArticleShape(Shape):
    """An article with its text and the rules read from it."""

    number = serializers.IntegerField(source="provision.article")
    name = serializers.CharField()
    text = serializers.CharField(source="provision.text")
    rules = RuleShape(many=True)


class RulebookShape(Shape):
    """A regulation with its articles, and which version of the rules governs on the day."""

    regulation = RegulationShape()
    version = serializers.IntegerField(source="version.number")
    articles = ArticleShape(many=True)

    example: ClassVar[Any] = {
        "regulation": RegulationShape.example,
        "version": 1,
        "articles": [
            {
                "number": 5,
                "name": "第五条",
                "text": "(条文)",
                "rules": [
                    {
                        "code": "a5.2.plan",
                        "article": 5,
                        "provision": "第五条第(二)项",
                        "title": "年度工作计划",
                        "quote": "(原文)",
                        "read_as": "",
                        "measure": "count",
                        "force": "must",
                        "period": "year",
                        "units": ["division"],
                        "roles": [],
                        "bearer": "师市",
                        "amount": "1份",
                        "due": "周期结束前",
                        "conditions": [],
                    }
                ],
            }
        ],
    }


class LedgerQuery(MomentQuery, PageQuery):
    """Which rows: the same as `manage.py export_ledger` takes, and some to narrow them."""

    first = serializers.DateField(help_text="首日:周期与首日至末日有重叠的都列出。")
    last = serializers.DateField(help_text="末日(含)。")
    unit = serializers.CharField(
        default="", allow_blank=True, max_length=CODE, help_text="单位代码:含其辖区;默认岗位所在单位。"
    )
    regulation = serializers.CharField(default="", allow_blank=True, max_length=CODE)
    rule = serializers.CharField(default="", allow_blank=True, max_length=CODE)
    role = serializers.CharField(
        required=False, allow_blank=True, max_length=CODE, help_text="职务;填空值为只要单位本身的。"
    )
    status = serializers.ChoiceField(choices=STATUSES, default="", allow_blank=True)


class ObligationShape(Shape):
    """A row of the ledger: the eleven columns of its export, then the words that go with them."""

    regulation = serializers.CharField(source="obligation.rule.regulation.code")
    rule = serializers.CharField(source="obligation.rule.code")
    unit = serializers.CharField(source="obligation.unit.code")
    role = serializers.CharField(source="obligation.role")
    period = serializers.CharField(source="obligation.period")
    required = serializers.IntegerField(source="obligation.required")  # type: ignore[assignment]
    counted = serializers.IntegerField(source="obligation.counted")
    made_up = serializers.IntegerField(source="obligation.made_up")
    due_on = serializers.DateField(source="obligation.due_on")
    met_on = serializers.DateField(source="obligation.met_on", allow_null=True)
    status = serializers.ChoiceField(choices=STATUSES)
    unit_id = serializers.UUIDField(source="obligation.unit.public_id")
    unit_name = serializers.CharField(source="obligation.unit.name")
    title = serializers.CharField(source="obligation.reading.title")
    force = serializers.CharField(source="obligation.reading.force")
    article = serializers.IntegerField(source="obligation.rule.article")
    period_start = serializers.DateField(source="obligation.period_start")
    period_end = serializers.DateField(source="obligation.period_end", help_text="末日的次日。")

    example = {
        "regulation": "xpcc-2023",
        "rule": "a8.2.standing_committee",
        "unit": "YS-27",
        "role": "",
        "period": "2026Q3",
        "required": 1,
        "counted": 0,
        "made_up": 0,
        "due_on": "2026-09-30",
        "met_on": None,
        "status": "overdue",
        "unit_id": UnitShape.example["id"],
        "unit_name": "演示27团",
        "title": "党委常委会研究乡村振兴",
        "force": "must",
        "article": 8,
        "period_start": "2026-07-01",
        "period_end": "2026-10-01",
    }


class WhyQuery(MomentQuery):
    """Of which seat, at which moment."""

    role = serializers.CharField(
        default="", allow_blank=True, max_length=CODE, help_text="职务;空为单位本身。"
    )


class CandidateShape(Shape):
    """A record near the obligation: counted, made up, or what it failed."""

    id = serializers.UUIDField(source="record.public_id")
    ref = serializers.CharField(source="record.ref")
    occurred_on = serializers.DateField(source="record.occurred_on")
    title = serializers.CharField(source="record.title")
    state = serializers.CharField(source="record.state")
    code = serializers.CharField(help_text="空为计入,made_up 为补办,其他为未满足的条件。")
    reason = serializers.CharField()
    late_entry = serializers.BooleanField(help_text="补录。")


class LinkCandidateShape(Shape):
    """A standing link: it counts where `reason` is empty."""

    ref = serializers.CharField(source="link.ref")
    target = UnitShape(source="link.target")
    reason = serializers.CharField()


class ReachedShape(Shape):
    """Whom coverage asks to reach, and when that was done first."""

    name = serializers.CharField(help_text="单位名称或户编号。")
    first_on = serializers.DateField(allow_null=True)


class WaiverShape(Shape):
    """A waiver."""

    reason = serializers.CharField()
    granted_on = serializers.DateField()
    granted_by = serializers.CharField()


class WhyShape(Shape):
    """One cell taken apart: the clause, what counted, what did not and why."""

    obligation = ObligationShape(source="line")
    provision = serializers.CharField(source="clause.name")
    quote = serializers.CharField(source="line.obligation.reading.quote")
    answering = PersonShape(many=True)
    records = CandidateShape(many=True, source="explanation.records")
    links = LinkCandidateShape(many=True, source="explanation.links")
    targets = ReachedShape(many=True, source="explanation.targets")
    waiver = WaiverShape(allow_null=True)

    example = {
        "obligation": ObligationShape.example,
        "provision": "第八条",
        "quote": "(原文)",
        "answering": [PersonShape.example],
        "records": [
            {
                "id": "8c1f6b1e-4a0e-4c0f-9c55-2a2f7a7c7007",
                "ref": "0f4c6a2b8d1e4f5a9b7c3d2e1f0a9b8c",
                "occurred_on": "2026-08-03",
                "title": "2026年8月3日党委常委会会议",
                "state": "submitted",
                "code": "on_topic",
                "reason": "没有乡村振兴议题",
                "late_entry": False,
            }
        ],
        "links": [],
        "targets": [],
        "waiver": None,
    }
