"""Alerts, urgings and statements for other programs."""

import uuid

from django.http import Http404
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from duties.api.cells import cells_asked
from duties.api.notice_shapes import (
    AlertQuery,
    AlertShape,
    StatementActBody,
    StatementBody,
    StatementQuery,
    StatementShape,
    StatementWholeShape,
    UrgingBody,
    UrgingQuery,
    UrgingShape,
    UrgingWholeShape,
)
from duties.forms.statements import StatementForm, StepForm
from duties.forms.urging import UrgeForm
from duties.models import Statement
from duties.selectors.alert_list import Filters, pressing_rows
from duties.selectors.alerts import alert_lines, pressing_on
from duties.selectors.statements import answers_for, readable_statement_or_404, readable_statements
from duties.selectors.urging import readable_act_or_404, readable_acts
from duties.services.statements import statement_follow, statement_make
from duties.services.urging import urge
from duties.statement_states import Act, Kind
from portal import access
from portal.api.forms import checked, files_of
from portal.api.paging import PageQuery
from portal.api.versions import etag, require_match
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea, Role

BUSINESS = access.BUSINESS
OFFICE, OFFICIAL = frozenset({Role.OFFICE}), frozenset({Role.OFFICIAL})


class Alerts(ApiView):
    """What presses in an area."""

    area = ApiArea.SUPERVISION

    @operation(
        "alerts_list",
        summary="辖区预警",
        roles=access.READS_BELOW,
        gives=AlertShape,
        query=AlertQuery,
        paged=True,
    )
    def get(self, request: Request) -> Response:
        """辖区内逾期和临期的事项,各带已到的预警步骤;到期日晚的在前。"""
        asked = Filters(self.query["step"], self.query["lateness"], self.query["name"])
        rows = pressing_rows(self.caller.post.unit, asked)
        if code := self.query["unit"]:
            rows = rows.filter(unit__code=code)
        return self.page(request, rows, ("-due_on", "pk"), AlertShape, alert_lines)


class OwnAlerts(ApiView):
    """What presses on oneself."""

    area = ApiArea.SUPERVISION

    @operation(
        "own_alerts_list", summary="我的预警", roles=BUSINESS, gives=AlertShape, query=PageQuery, paged=True
    )
    def get(self, request: Request) -> Response:
        """对本人提醒、尚未办结的逾期和临期事项。"""
        assert self.actor.account is not None
        return self.page(request, pressing_on(self.actor.account), ("-due_on", "pk"), AlertShape, alert_lines)


class Urgings(ApiView):
    """Urgings."""

    area = ApiArea.SUPERVISION

    @operation(
        "urgings_list", summary="催办", roles=BUSINESS, gives=UrgingShape, query=UrgingQuery, paged=True
    )
    def get(self, request: Request) -> Response:
        """能看到的催办,最近的在前。"""
        return self.page(request, readable_acts(self.actor), ("-sent_at", "-pk"), UrgingShape)

    @operation(
        "urging_send",
        summary="发催办",
        roles=OFFICE,
        gives=UrgingWholeShape,
        body=UrgingBody,
        writes=True,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """领导小组办公室催办辖区内逾期或临期的事项,每人收到一条消息;近日催办过的须写 again 才再催。"""
        cells = cells_asked(self.actor, self.body["cells"])
        form = checked(UrgeForm({"text": self.body["text"], "again": self.body["again"]}))
        urged = urge(
            actor=self.actor, cells=cells, text=form.cleaned_data["text"], again=form.cleaned_data["again"]
        )
        return self.whole(urged.act.public_id, status=201)

    def whole(self, public_id: uuid.UUID, *, status: int = 200) -> Response:
        """An urging with its cells."""
        act, urgings = readable_act_or_404(self.actor, public_id)
        at = reverse("api-urging", args=[public_id]) if status == 201 else ""
        return shown(UrgingWholeShape, {"act": act, "urgings": urgings}, status=status, at=at)


class UrgingOne(Urgings):
    """One urging."""

    http_method_names = ["get", "head"]

    @operation("urging_read", summary="一次催办", roles=BUSINESS, gives=UrgingWholeShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:  # type: ignore[override]
        """一次催办的内容、事项和送达的人。"""
        return self.whole(public_id)


class Statements(ApiView):
    """Statements and applications for a waiver."""

    area = ApiArea.SUPERVISION

    @operation(
        "statements_list",
        summary="情况说明和豁免申请",
        roles=BUSINESS,
        gives=StatementShape,
        query=StatementQuery,
        paged=True,
    )
    def get(self, request: Request) -> Response:
        """查看范围内的情况说明和豁免申请,最近提出的在前。"""
        rows = readable_statements(self.actor)
        for name in ("state", "kind"):
            if value := self.query[name]:
                rows = rows.filter(**{name: value})
        return self.page(request, rows, ("-made_at", "-pk"), StatementShape)

    @operation(
        "statement_make",
        summary="提出情况说明或申请豁免",
        roles=OFFICIAL,
        gives=StatementWholeShape,
        body=StatementBody,
        writes=True,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """责任人对本单位逾期或临期的事项说明情况,或申请豁免;由上级办公室答复。"""
        (cell,) = cells_asked(self.actor, [self.body["cell"]])
        form = checked(StatementForm({"text": self.body["text"]}))
        made = statement_make(
            actor=self.actor,
            cell=cell,
            kind=Kind(self.body["kind"]),
            text=form.cleaned_data["text"],
            files=files_of(self.actor, self.body["files"]),
        )
        return whole_statement(self, made, status=201)


def whole_statement(view: ApiView, statement: Statement, *, status: int = 200) -> Response:
    """A statement with its steps, as it now is."""
    told = readable_statement_or_404(view.actor, statement.public_id)
    at = reverse("api-statement", args=[statement.public_id]) if status == 201 else ""
    version = statement_version(statement, len(told.steps))
    return shown(StatementWholeShape, told, version=version, status=status, at=at)


def statement_version(statement: Statement, steps: int) -> str:
    """The ETag of a statement: how many steps were taken."""
    return etag("statement", statement.public_id, steps)


class StatementOne(ApiView):
    """One statement."""

    area = ApiArea.SUPERVISION

    @operation("statement_read", summary="一份说明或申请", roles=BUSINESS, gives=StatementWholeShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """一份说明或申请的每一步。"""
        return whole_statement(self, readable_statement_or_404(self.actor, public_id).statement)


class StatementActs(ApiView):
    """What is done about a statement."""

    area = ApiArea.SUPERVISION

    @operation(
        "statement_act",
        summary="补充、撤回或答复",
        roles=OFFICE | OFFICIAL,
        gives=StatementWholeShape,
        body=StatementActBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """责任人补充或撤回;上级办公室知悉、要求补充、同意或不同意豁免、办结、取消豁免。"""
        told = readable_statement_or_404(self.actor, public_id)
        if self.actor.role == Role.OFFICE and not answers_for(self.actor, told.statement.unit):
            raise Http404
        require_match(request, statement_version(told.statement, len(told.steps)))
        form = checked(
            StepForm({"act": self.body["act"], "text": self.body["text"], "seen": len(told.steps)})
        )
        done = statement_follow(
            actor=self.actor,
            statement=told.statement,
            act=Act(form.cleaned_data["act"]),
            text=form.cleaned_data["text"],
            seen=len(told.steps),
            files=files_of(self.actor, self.body["files"]),
        )
        return whole_statement(self, done)
