"""Exports and figures for other programs."""

from collections.abc import Callable

from django.http import Http404
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from duties.api.ledger import days_asked, unit_asked
from duties.api.moments import MomentQuery, reading_asked
from duties.api.shapes import CODE
from duties.forms.export import ExportForm, PackageForm
from duties.selectors.figure_rows import KINDS, figure_rows
from duties.selectors.figures.spans import Span
from duties.selectors.moment import reading_day
from duties.selectors.scope import reach_of
from duties.services.audit_export import CLOSING, EXPORTERS, export_ask
from duties.services.packages import package_ask
from portal import access
from portal.api.forms import checked, text_of
from portal.api.paging import PageQuery, cursor, position
from portal.api.serializers import Body, Shape
from portal.api.shell import job_version
from portal.api.shell_shapes import JobShape
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea, Job, Unit

BUSINESS = access.BUSINESS


class PackageBody(Body):
    """Of which area and days an audit package is."""

    unit = serializers.CharField(
        default="", allow_blank=True, max_length=CODE, help_text="单位代码;默认岗位所在单位。"
    )
    first = serializers.DateField()
    last = serializers.DateField(help_text="末日(含)。")
    as_of = serializers.DateField(required=False, help_text="截至哪一天;默认今天。")
    known_at = serializers.DateTimeField(required=False, allow_null=True)

    example = {"unit": "YS-27", "first": "2026-01-01", "last": "2026-09-30"}


class ExportBody(PackageBody):
    """Which ledger is exported."""

    periods = serializers.ChoiceField(
        choices=[("", "与期间重叠的周期"), (CLOSING, "只要含末日的周期")], default="", allow_blank=True
    )

    example = {"unit": "YS-27", "first": "2026-01-01", "last": "2026-09-30"}


class Exports(ApiView):
    """What asking for an export and for a package share."""

    area = ApiArea.EXPORTS

    def asked(self, request: Request, form: type[ExportForm], ask: Callable[..., Job]) -> Response:
        """Ask for what the body says, by the page's own form."""
        unit = self._unit()
        given = {
            name: text_of(self.body.get(name)) for name in ("first", "last", "as_of", "known_at", "periods")
        }
        given["as_of"] = given["as_of"] or reading_day().isoformat()
        made = checked(form(given | {"unit": str(unit.public_id)}, actor=self.actor))
        address = request.META.get("REMOTE_ADDR") or None
        job = ask(actor=self.actor, unit=unit, asked=made.asked, address=address)
        at = reverse("api-job", args=[job.public_id])
        return shown(JobShape, job, version=job_version(job), status=202, at=at)

    def _unit(self) -> Unit:
        """The unit asked for; whether it lies in the actor's scope shows with the days. Raises Http404 for none."""
        own, code = self.caller.post.unit, self.body["unit"]
        unit = own if code in {"", own.code} else Unit.objects.filter(code=code).first()
        if unit is None:
            raise Http404
        return unit


class LedgerExports(Exports):
    """Asking for an export of the ledger."""

    @operation(
        "ledger_export_ask",
        summary="申请导出台账",
        roles=EXPORTERS,
        gives=JobShape,
        body=ExportBody,
        writes=True,
        status=202,
    )
    def post(self, request: Request) -> Response:
        """申请导出一个辖区的台账(XLSX、CSV、PDF),由后台生成;以后在 /jobs/ 查看进度、下载。"""
        return self.asked(request, ExportForm, export_ask)


class PackageExports(Exports):
    """Asking for an audit package."""

    @operation(
        "package_ask",
        summary="申请审计包",
        roles=EXPORTERS,
        gives=JobShape,
        body=PackageBody,
        writes=True,
        status=202,
    )
    def post(self, request: Request) -> Response:
        """申请一个辖区的审计包(ZIP,可用 verify.py 独立核验),由后台生成;以后在 /jobs/ 查看进度、下载。"""
        return self.asked(request, PackageForm, package_ask)


class FigureQuery(MomentQuery, PageQuery):
    """Which obligations are summed, and by what."""

    first = serializers.DateField()
    last = serializers.DateField(help_text="末日(含)。")
    unit = serializers.CharField(
        default="", allow_blank=True, max_length=CODE, help_text="单位代码:含其辖区。"
    )
    by = serializers.ChoiceField(choices=sorted(KINDS), default="part", help_text="part 为直接下级。")
    closing = serializers.BooleanField(default=False, help_text="只要含末日的周期,与看板一致。")


class FigureShape(Shape):
    """Expected, actual, on time and the rates, never without their base."""

    key = serializers.CharField()
    name = serializers.CharField()
    force = serializers.CharField()
    expected = serializers.IntegerField(source="measures.expected", help_text="应履职。")
    actual = serializers.IntegerField(source="measures.actual", help_text="已履职。")
    on_time = serializers.IntegerField(source="measures.on_time", help_text="按时。")
    base = serializers.IntegerField(source="measures.base", help_text="计率基数。")
    rate = serializers.FloatField(
        source="measures.rate", allow_null=True, help_text="完成率;基数为0时为null。"
    )
    rate_on_time = serializers.FloatField(
        source="measures.rate_on_time", allow_null=True, help_text="按时率。"
    )
    made_up = serializers.IntegerField(source="measures.made_up", help_text="补办。")
    overdue = serializers.IntegerField(source="measures.overdue", help_text="逾期。")
    waived = serializers.IntegerField(source="measures.waived", help_text="豁免。")

    example = {
        "key": "YS-27",
        "name": "演示27团",
        "force": "must",
        "expected": 120,
        "actual": 96,
        "on_time": 90,
        "base": 112,
        "rate": 0.857,
        "rate_on_time": 0.804,
        "made_up": 3,
        "overdue": 13,
        "waived": 2,
    }


class Figures(ApiView):
    """The figures of an area."""

    area = ApiArea.LEDGER

    @operation(
        "figures_list", summary="统计数", roles=BUSINESS, gives=FigureShape, query=FigureQuery, paged=True
    )
    def get(self, request: Request) -> Response:
        """辖区的应履职、已履职、按时、完成率,与看板和分析页面同源;按直接下级、单位、层级、条款或口径分列。"""
        first, last = days_asked(self.query)
        span = Span("", last if self.query["closing"] else first, last)
        begin, limit = position(request, 2), self.query["limit"]
        with reading_asked(self.query):
            area = unit_asked(self, self.query["unit"], last)
            rows = figure_rows(reach_of(self.actor, area), span, self.query["by"])
            if begin is not None:
                rows = [row for row in rows if [row.key, row.force] > begin]
            shown_rows = rows[:limit]
            more = len(rows) > limit
            following = cursor(request, [shown_rows[-1].key, shown_rows[-1].force]) if more else None
            return self.listed(request, shown_rows, following, FigureShape)
