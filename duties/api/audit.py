"""One's own audit work (审计核查), for the programs of an auditor; nobody else's is read."""

import uuid
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from duties.models import AuditPaper, AuditWork
from duties.selectors.audit_work.works import own_paper_or_404, own_work_or_404, own_works, with_counts
from portal.api.paging import PageQuery
from portal.api.serializers import FileShape, Shape, UnitShape
from portal.api.versions import etag
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea, Role

AUDITOR = frozenset({Role.AUDITOR})


class WorkShape(Shape):
    """A piece of audit work."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()
    unit = UnitShape()
    first = serializers.DateField()
    last = serializers.DateField()
    as_of = serializers.DateField()
    known_at = serializers.DateTimeField()
    state = serializers.CharField()
    summary = serializers.CharField()
    papers = serializers.IntegerField(source="papers_n", help_text="底稿数。")
    open = serializers.IntegerField(source="open_n", help_text="尚无结论的底稿数。")
    begun_at = serializers.DateTimeField()

    example: ClassVar[Any] = {
        "id": "e4afb0c7-1289-4495-8203-1e2f30414014",
        "title": "三季度履职核查",
        "unit": UnitShape.example,
        "first": "2026-07-01",
        "last": "2026-09-30",
        "as_of": "2026-10-12",
        "known_at": "2026-10-12T18:00:00+08:00",
        "state": "open",
        "summary": "",
        "papers": 20,
        "open": 12,
        "begun_at": "2026-10-13T09:00:00+08:00",
    }


class PaperShape(Shape):
    """A working paper on one sampled record or obligation."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    subject = serializers.CharField()
    key = serializers.CharField(help_text="对象的标识。")
    title = serializers.CharField()
    unit = UnitShape()
    signs = serializers.ListField(child=serializers.CharField(), help_text="风险迹象。")
    checks: serializers.DictField = serializers.DictField(
        child=serializers.CharField(), help_text="各项核对的结果。"
    )
    conclusion = serializers.CharField()
    remark = serializers.CharField()
    state = serializers.CharField()
    facts_sha256 = serializers.CharField(help_text="抽样时情况的校验值。")

    example: ClassVar[Any] = {
        "id": "f5b0c1d8-239a-45a6-9314-2f3041524015",
        "number": "底稿3",
        "subject": "record",
        "key": "R-20260901-7",
        "title": "9月1日领导小组会议",
        "unit": UnitShape.example,
        "signs": [],
        "checks": {"held": "yes"},
        "conclusion": "",
        "remark": "",
        "state": "open",
        "facts_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    }


class PaperWholeShape(PaperShape):
    """A working paper with the facts as they stood when it was drawn, and its files."""

    facts = serializers.ListField(child=serializers.DictField(), help_text="抽样时的情况,逐部分。")
    files = FileShape(many=True)

    example: ClassVar[Any] = {
        **PaperShape.example,
        "facts": [{"heading": "履职记录", "facts": [["编号", "R-20260901-7"]]}],
        "files": [],
    }


class Works(ApiView):
    """One's own works."""

    area = ApiArea.LEDGER

    @operation(
        "audit_works_list", summary="审计核查", roles=AUDITOR, gives=WorkShape, query=PageQuery, paged=True
    )
    def get(self, request: Request) -> Response:
        """本人在本岗位的审计核查,最近的在前;别人的看不到。"""
        return self.page(request, with_counts(own_works(self.actor)), ("-begun_at", "-pk"), WorkShape)


class WorkOne(ApiView):
    """One work."""

    area = ApiArea.LEDGER

    @operation("audit_work_read", summary="一项审计核查", roles=AUDITOR, gives=WorkShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """一项审计核查的范围、时点和进度。"""
        work: AuditWork = own_work_or_404(self.actor, public_id)
        counted = with_counts(own_works(self.actor)).get(pk=work.pk)
        return shown(WorkShape, counted, version=etag("audit", public_id, work.version))


class Papers(ApiView):
    """The papers of a work."""

    area = ApiArea.LEDGER

    @operation(
        "audit_papers_list", summary="审计底稿", roles=AUDITOR, gives=PaperShape, query=PageQuery, paged=True
    )
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """一项审计核查的底稿,按编号。"""
        work = own_work_or_404(self.actor, public_id)
        rows = work.papers.select_related("unit").defer("facts")
        return self.page(request, rows, ("position", "pk"), PaperShape)


class PaperOne(ApiView):
    """One paper."""

    area = ApiArea.LEDGER

    @operation("audit_paper_read", summary="一份审计底稿", roles=AUDITOR, gives=PaperWholeShape)
    def get(self, request: Request, public_id: uuid.UUID, paper: uuid.UUID) -> Response:
        """一份底稿:抽样时的情况、核对、结论和附件。"""
        found: AuditPaper = own_paper_or_404(self.actor, public_id, paper)
        return shown(PaperWholeShape, found, version=etag("paper", paper, found.version))
