"""Briefs for other programs."""

import uuid
from typing import Any, ClassVar

from django.http import HttpResponseBase
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from duties.api.shapes import CODE
from duties.forms.briefs import BriefForm
from duties.models import Brief
from duties.selectors.briefs import MAKERS, briefed_units, readable_brief_or_404, readable_briefs
from duties.services.briefs import brief_ask
from portal import access
from portal.api.forms import checked
from portal.api.paging import PageQuery
from portal.api.serializers import Body, FileShape, Shape, UnitShape
from portal.api.shell import job_version
from portal.api.shell_shapes import JobShape
from portal.api.versions import etag
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea
from portal.services.files import file_response


class BriefQuery(PageQuery):
    """Which briefs."""

    unit = serializers.CharField(
        default="", allow_blank=True, max_length=CODE, help_text="单位代码(不含其下级)。"
    )


class BriefShape(Shape):
    """A brief; its PDF is under /briefs/{id}/file/."""

    id = serializers.UUIDField(source="public_id")
    unit = UnitShape()
    number = serializers.CharField(help_text="期号,如 2026年第12期。")
    period = serializers.CharField(help_text="完成率的周期。")
    day = serializers.DateField(help_text="数据截至。")
    read_at = serializers.DateTimeField(help_text="读取时间。")
    before = serializers.UUIDField(
        source="before.public_id", default=None, allow_null=True, help_text="上期。"
    )
    made_as = serializers.CharField()
    file = FileShape()

    example: ClassVar[Any] = {
        "id": "b17c8d94-ef56-4162-9f70-8b9c0d1e3011",
        "unit": UnitShape.example,
        "number": "2026年第12期",
        "period": "2026Q3",
        "day": "2026-10-12",
        "read_at": "2026-10-12T06:10:00+08:00",
        "before": None,
        "made_as": "系统(按设定每周一制作)",
        "file": FileShape.example,
    }


class BriefWholeShape(BriefShape):
    """A brief with all that it says."""

    facts: serializers.DictField = serializers.DictField(
        help_text="简报所说的全部内容:本期和比较期的数(now、then)、新增逾期、化解、各周期完成率、排名、沉默单位、待决事项;与 PDF 所附数据相同。"
    )

    example: ClassVar[Any] = {
        **BriefShape.example,
        "facts": {"unit": "演示27团", "period": "2026Q3", "now": {"base": 112, "met": 90, "overdue": 13}},
    }


class BriefBody(Body):
    """Of which unit, and of which period the rates are."""

    unit = serializers.CharField(max_length=CODE, help_text="单位代码:本单位或下一级。")
    period = serializers.CharField(max_length=12)

    example = {"unit": "YS-2", "period": "2026Q3"}


class Briefs(ApiView):
    """The briefs of one's area."""

    area = ApiArea.EXPORTS

    @operation(
        "briefs_list",
        summary="简报",
        roles=access.READS_BELOW,
        gives=BriefShape,
        query=BriefQuery,
        paged=True,
    )
    def get(self, request: Request) -> Response:
        """辖区的履职简报,最近制作的在前。"""
        rows = readable_briefs(self.actor)
        if code := self.query["unit"]:
            rows = rows.filter(unit__code=code)
        return self.page(request, rows.defer("facts"), ("-read_at", "-pk"), BriefShape)

    @operation(
        "brief_ask",
        summary="制作一期简报",
        roles=MAKERS,
        gives=JobShape,
        body=BriefBody,
        writes=True,
        status=202,
    )
    def post(self, request: Request) -> Response:
        """领导小组办公室、审定人申请现在制作一期,由后台生成;以后在 /jobs/ 查看进度。"""
        units = briefed_units(self.actor)
        keys = {unit.code: str(unit.public_id) for unit in units}
        given = {"unit": keys.get(self.body["unit"], ""), "period": self.body["period"]}
        form = checked(BriefForm(units, given))
        job = brief_ask(actor=self.actor, unit=form.chosen_unit, period=form.chosen_period)
        at = reverse("api-job", args=[job.public_id])
        return shown(JobShape, job, version=job_version(job), status=202, at=at)


class BriefOne(ApiView):
    """One brief."""

    area = ApiArea.EXPORTS

    @operation("brief_read", summary="一期简报", roles=access.READS_BELOW, gives=BriefWholeShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """一期简报的全部内容。"""
        brief: Brief = readable_brief_or_404(self.actor, public_id)
        return shown(BriefWholeShape, brief, version=etag("brief", public_id))


class BriefFile(ApiView):
    """The paper of a brief."""

    area = ApiArea.EXPORTS

    @operation(
        "brief_file", summary="简报的 PDF", roles=access.READS_BELOW, gives=None, media="application/pdf"
    )
    def get(self, request: Request, public_id: uuid.UUID) -> HttpResponseBase:
        """一期简报的 PDF;读取记入访问日志。"""
        brief = readable_brief_or_404(self.actor, public_id)
        response = file_response(brief.file)
        self.log("brief_file", f"{brief.unit.code} {brief.number} {brief.file.sha256}")
        return response
