"""Records, contact points and households for other programs; all of it is read only."""

import uuid

from rest_framework.request import Request
from rest_framework.response import Response

from duties.models import HouseholdRegistration
from meetings.access import READERS
from meetings.api.shapes import HouseholdShape, LinkQuery, LinkShape, RecordQuery, RecordShape
from meetings.selectors.contacts import links_of
from meetings.selectors.entries import record_or_404
from meetings.selectors.households import register_unit_or_404
from meetings.selectors.records import records_of
from portal.api.paging import PageQuery
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea


class Records(ApiView):
    """The journal."""

    area = ApiArea.RECORDS

    @operation(
        "records_list", summary="履职记录", roles=READERS, gives=RecordShape, query=RecordQuery, paged=True
    )
    def get(self, request: Request) -> Response:
        """查看范围内的履职记录,最近登记的在前;撤回的仍列出。"""
        asked = {name: self.query.get(name) for name in ("since", "until")}
        rows = records_of(self.actor, unit=self.query["unit"], kind=self.query["kind"], **asked)
        return self.page(request, rows, ("-registered_at", "-pk"), RecordShape)


class RecordOne(ApiView):
    """One record."""

    area = ApiArea.RECORDS

    @operation("record_read", summary="一条履职记录", roles=READERS, gives=RecordShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """一条履职记录。"""
        return shown(RecordShape, record_or_404(self.actor, public_id))


class Links(ApiView):
    """Contact points."""

    area = ApiArea.UNITS

    @operation(
        "links_list", summary="联系点和驻连队伍", roles=READERS, gives=LinkShape, query=LinkQuery, paged=True
    )
    def get(self, request: Request) -> Response:
        """查看范围内的联系点、驻连工作队等。"""
        rows = links_of(self.actor, self.query["show"])
        return self.page(request, rows, ("unit__code", "kind", "pk"), LinkShape)


class Households(ApiView):
    """The register of a company."""

    area = ApiArea.UNITS

    @operation(
        "households_list", summary="户编号", roles=READERS, gives=HouseholdShape, query=PageQuery, paged=True
    )
    def get(self, request: Request, unit: uuid.UUID) -> Response:
        """一个连队在册和曾在册的户编号;平台只有编号,没有居民的任何其他信息。"""
        found = register_unit_or_404(self.actor, unit)
        rows = HouseholdRegistration.objects.known().filter(household__unit=found).select_related("household")
        return self.page(request, rows, ("household__number", "pk"), HouseholdShape)
