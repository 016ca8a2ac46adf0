"""Rulebook and ledger for other programs."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from duties.api.moments import MomentQuery, reading_asked
from duties.api.shapes import (
    LedgerQuery,
    ObligationShape,
    RegulationShape,
    RulebookShape,
    WhyQuery,
    WhyShape,
)
from duties.models import Regulation
from duties.periods import is_period
from duties.selectors.cells import cell_lines, why
from duties.selectors.ledger_pages import ORDER, Wanted, ledger_stretch, position_of
from duties.selectors.moment import reading_day
from duties.selectors.rulebook import rulebook
from duties.selectors.rules import rule_called
from duties.selectors.scope import readable_between, reads_below
from portal import access
from portal.api.paging import PageQuery, cursor, position
from portal.api.problems import Fault, ProblemError
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea, Unit

BUSINESS = access.BUSINESS
LATEST = dt.date(9998, 12, 31)
"""A period that ended later would have no day after it."""


class Regulations(ApiView):
    """The regulations."""

    area = ApiArea.RULEBOOK

    @operation(
        "regulations_list", summary="法规", roles=BUSINESS, gives=RegulationShape, query=PageQuery, paged=True
    )
    def get(self, request: Request) -> Response:
        """已载入的法规。"""
        return self.page(request, Regulation.objects.all(), ("code",), RegulationShape)


class RulebookOne(ApiView):
    """A rulebook."""

    area = ApiArea.RULEBOOK

    @operation("rulebook_read", summary="规则库", roles=BUSINESS, gives=RulebookShape, query=MomentQuery)
    def get(self, request: Request, regulation: str) -> Response:
        """一部法规的全部条文和由其读出的口径;可按过去某日、按当时掌握读取。"""
        with reading_asked(self.query):
            found = rulebook(self.actor, regulation)
            if found is None:
                raise Http404
            return shown(RulebookShape, found)


class Ledger(ApiView):
    """The ledger."""

    area = ApiArea.LEDGER

    @operation(
        "ledger_list",
        summary="履职台账",
        roles=BUSINESS,
        gives=ObligationShape,
        query=LedgerQuery,
        paged=True,
    )
    def get(self, request: Request) -> Response:
        """应履职事项逐行,与命令 export_ledger 同参数时逐行相等;按法规、口径、单位、职务、周期排列。按辖区读取的记入访问日志。"""
        first, last = days_asked(self.query)
        begin, limit = position(request, len(ORDER)), self.query["limit"]
        with reading_asked(self.query) as moment:
            area = unit_asked(self, self.query["unit"], last)
            more = {name: self.query[name] for name in ("regulation", "rule", "status")}
            wanted = Wanted(area, first, last, role=self.query.get("role"), **more)
            found = ledger_stretch(self.actor, wanted, begin, limit + 1)
            following = (
                cursor(request, position_of(found[limit - 1].obligation)) if len(found) > limit else None
            )
            answer = self.listed(request, found[:limit], following, ObligationShape)
        # Whatever is written while the past is read is undone.
        if begin is None and reads_below(self.actor):
            known = f" known at {moment.known_at.isoformat()}" if moment.known_at else ""
            self.log("ledger_read", f"{area.code} {first} {last} as of {moment.as_of}{known}")
        return answer


def days_asked(query: dict[str, Any]) -> tuple[dt.date, dt.date]:
    """The first and last day asked for. Raises ProblemError for days in the wrong order or too late."""
    first, last = query["first"], query["last"]
    if last < first or last > LATEST:
        raise ProblemError("invalid-parameter", [Fault("last", "末日不能早于首日,也不能晚于9998年。")])
    return first, last


def unit_asked(view: ApiView, code: str, last: dt.date) -> Unit:
    """The unit of this code in the scope of a view of days up to `last`, or the post's own. Raises Http404 for any other."""
    own = view.caller.post.unit
    if code in {"", own.code}:
        return own
    day = reading_day()
    unit = readable_between(view.actor, min(last, day), day).filter(code=code).first()
    if unit is None:
        raise Http404
    return unit


class Why(ApiView):
    """Why a cell is as it is."""

    area = ApiArea.LEDGER

    @operation("ledger_why", summary="事项的依据", roles=BUSINESS, gives=WhyShape, query=WhyQuery)
    def get(self, request: Request, unit: uuid.UUID, regulation: str, rule: str, period: str) -> Response:
        """一个事项依据哪一条、哪些记录计入、哪些未计入及原因;可按过去某日、按当时掌握读取。"""
        with reading_asked(self.query):
            found, asked = Unit.objects.filter(public_id=unit).first(), rule_called(regulation, rule)
            if found is None or asked is None or not is_period(period):
                raise Http404
            lines = cell_lines(self.actor, found, asked, period)
            line = next((each for each in lines if each.obligation.role == self.query["role"]), None)
            explained = why(self.actor, line) if line else None
            if explained is None:
                raise Http404
            return shown(WhyShape, explained)
