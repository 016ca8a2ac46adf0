"""Decisions to follow up and problems, for other programs."""

import uuid
from typing import Any, TypeVar

from django.db.models import Model, Q
from rest_framework.request import Request
from rest_framework.response import Response

from meetings.access import READERS
from meetings.api.bodies import ReasonBody
from meetings.api.follow_shapes import (
    ClosingBody,
    DecisionQuery,
    FollowedDecisionShape,
    ListedProblemShape,
    ProblemQuery,
    SolvingBody,
)
from meetings.field_access import visible_problems
from meetings.models import Decision, Problem
from meetings.selectors import decisions, problems
from meetings.services.decisions import decision_close, decision_reopen
from meetings.services.problems import problem_reopen, problem_solve
from portal.api.forms import files_of
from portal.api.versions import etag, require_match
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea, Role

CLERK, OFFICE = frozenset({Role.CLERK}), frozenset({Role.OFFICE})
DOERS = CLERK | {Role.OFFICIAL}
Row = TypeVar("Row", bound=Model)


def locked(row: Row) -> Row:
    """The row, which nobody changes until the answer is made; what hangs on it is read anew."""
    rows: Any = type(row)._default_manager
    found: Row = rows.select_for_update().get(pk=row.pk)
    return found


class FollowView(ApiView):
    """What all addresses of these share."""

    area = ApiArea.RECORDS


class FollowUps(FollowView):
    """The decisions."""

    @operation(
        "follow_ups_list",
        summary="待落实事项",
        roles=READERS,
        gives=FollowedDecisionShape,
        query=DecisionQuery,
        paged=True,
    )
    def get(self, request: Request) -> Response:
        """会议议定、需要落实的事项:本单位和辖区单位负责的,以及能看到的会议议定的。"""
        rows = decisions.visible_decisions(self.actor).filter(decisions.in_state(self.query["state"]))
        found = rows.filter(owned_by(self.query["owner"])).select_related("entry__unit", "owner_unit")
        return self.page(request, found.prefetch_related("files"), ("-pk",), FollowedDecisionShape)


def owned_by(code: str) -> Q:
    """The condition of being charged to the unit of this code; empty narrows nothing."""
    return Q(owner_unit__code=code) if code else Q()


class DecisionView(FollowView):
    """What all addresses of one decision share."""

    def held(self, request: Request, public_id: uuid.UUID) -> Decision:
        """The decision, locked, at the version that If-Match names. Raises Http404, ProblemError."""
        decision = decisions.decision_or_404(self.actor, public_id)
        require_match(request, decision_version(locked(decision)))
        return decision

    def whole(self, public_id: uuid.UUID) -> Response:
        """The decision as it now is."""
        decision = decisions.decision_or_404(self.actor, public_id)
        return shown(FollowedDecisionShape, decision, version=decision_version(decision))


def decision_version(decision: Decision) -> str:
    """The ETag of a decision: what was done about it."""
    return etag("decision", decision.public_id, decision.closed_on, decision.closing_note)


class FollowUpOne(DecisionView):
    """One decision."""

    @operation("follow_up_read", summary="一项待落实事项", roles=READERS, gives=FollowedDecisionShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """一项议定事项由谁、何时前落实,落实情况怎样。"""
        return self.whole(public_id)


class FollowUpClose(DecisionView):
    """Carrying out a decision."""

    @operation(
        "follow_up_close",
        summary="登记落实情况",
        roles=DOERS,
        gives=FollowedDecisionShape,
        body=ClosingBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """责任单位或议定单位的经办人、责任人写明落实情况,可附材料;事项随之办结。"""
        files = files_of(self.actor, self.body["files"])
        decision = self.held(request, public_id)
        decision_close(actor=self.actor, decision=decision, note=self.body["note"], files=files)
        return self.whole(public_id)


class FollowUpReopen(DecisionView):
    """Opening a decision again."""

    @operation(
        "follow_up_reopen",
        summary="重新办理",
        roles=DOERS,
        gives=FollowedDecisionShape,
        body=ReasonBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """议定单位认为尚未落实的,写明原因,改为待落实。"""
        decision = self.held(request, public_id)
        decision_reopen(actor=self.actor, decision=decision, reason=self.body["reason"])
        return self.whole(public_id)


class Problems(FollowView):
    """The list of problems."""

    @operation(
        "problems_list",
        summary="问题清单",
        roles=READERS,
        gives=ListedProblemShape,
        query=ProblemQuery,
        paged=True,
    )
    def get(self, request: Request) -> Response:
        """调研走访发现的问题:查看范围内单位发现的和负责解决的。"""
        rows = visible_problems(self.actor).filter(problems.in_state(self.query["state"]))
        if category := self.query["category"]:
            rows = rows.filter(category=category)
        found = rows.filter(owned_by(self.query["owner"])).select_related("entry__unit", "owner_unit")
        return self.page(request, found.prefetch_related("files"), ("-pk",), ListedProblemShape)


class ProblemView(FollowView):
    """What all addresses of one problem share."""

    def held(self, request: Request, public_id: uuid.UUID) -> Problem:
        """The problem, locked, at the version that If-Match names. Raises Http404, ProblemError."""
        problem = problems.problem_or_404(self.actor, public_id)
        require_match(request, problem_version(locked(problem)))
        return problem

    def whole(self, public_id: uuid.UUID) -> Response:
        """The problem as it now is."""
        problem = problems.problem_or_404(self.actor, public_id)
        return shown(ListedProblemShape, problem, version=problem_version(problem))


def problem_version(problem: Problem) -> str:
    """The ETag of a problem: how it was solved."""
    return etag("problem", problem.public_id, problem.solved_on, problem.solved_note)


class ProblemOne(ProblemView):
    """One problem."""

    @operation("problem_read", summary="一个问题", roles=READERS, gives=ListedProblemShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """一个问题由谁解决、期限和解决情况。"""
        return self.whole(public_id)


class ProblemSolve(ProblemView):
    """Solving a problem."""

    @operation(
        "problem_solve",
        summary="登记解决",
        roles=CLERK,
        gives=ListedProblemShape,
        body=SolvingBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """责任单位或发现单位的经办人写明何时、怎样解决,可附材料。"""
        files = files_of(self.actor, self.body["files"])
        problem = self.held(request, public_id)
        said = {"solved_on": self.body["solved_on"], "note": self.body["note"]}
        problem_solve(actor=self.actor, problem=problem, files=files, **said)
        return self.whole(public_id)


class ProblemReopen(ProblemView):
    """Putting a problem back on the list."""

    @operation(
        "problem_reopen",
        summary="重新列入",
        roles=CLERK | OFFICE,
        gives=ListedProblemShape,
        body=ReasonBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """问题其实没有解决的,发现单位的经办人或上级办公室写明原因,重新列入清单。"""
        problem = self.held(request, public_id)
        problem_reopen(actor=self.actor, problem=problem, reason=self.body["reason"])
        return self.whole(public_id)
