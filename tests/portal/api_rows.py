"""Rows of the access matrix for the interface: the same roles and places as the pages, asked with tokens; 401 without one."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from portal import access, clock
from portal.access import READS_BELOW
from portal.models import ApiToken, Role, Unit
from tests.access_cast import PLACES, Cast
from tests.duties import audit_work_rows as audits
from tests.duties import notice_rows as notices
from tests.duties import talk_rows as talks
from tests.meetings import field_rows as field

EVERYWHERE = frozenset(PLACES)
BUSINESS = access.BUSINESS
OWN, BELOW = frozenset({"own"}), frozenset({"below"})
OFFICE, CLERK, OFFICIAL = frozenset({Role.OFFICE}), frozenset({Role.CLERK}), frozenset({Role.OFFICIAL})
COMMENTERS = frozenset({Role.CLERK, Role.OFFICIAL, Role.MEMBER, Role.OFFICE, Role.LEADER})
UPLOADERS = CLERK | OFFICIAL | OFFICE
ASKED = CLERK | OFFICIAL | OFFICE
AUDITOR = frozenset({Role.AUDITOR})
SUPERVISING = BUSINESS - {Role.AUDITOR}
OWN_JOB = {Role.AUDITOR: EVERYWHERE}
DRAFTS = {Role.CLERK: OWN}
DRAFT_DOCUMENTS = dict.fromkeys({Role.OFFICE, Role.APPROVER, Role.LEADER}, OWN | BELOW)
SUGGESTED = dict.fromkeys({Role.OFFICE, Role.APPROVER}, OWN | BELOW)
REASON = {"reason": "日期有误。"}
NO_ONE = {"public_id": uuid.UUID(int=0)}
YEAR = "?first=2026-01-01&last=2026-12-31"

Told = dict[str, Any]


def asks(roles: frozenset[Role], **more: Any) -> Told:
    """A row of one method; a stranger has no token."""
    return {"roles": roles, "stranger": 401, **more}


def posts(roles: frozenset[Role], status: int = 200, **more: Any) -> Told:
    """A row of a write."""
    return asks(roles, method="POST", status=status, **more)


def _only(make: Callable[[Cast, Unit], Mapping[str, Any]], *names: str) -> Callable[[Cast, Unit], Told]:
    """A factory of which only some arguments are those of the interface's address."""

    def made(cast: Cast, unit: Unit) -> Told:
        found = make(cast, unit)
        return {name: found[name] for name in names}

    return made


def _token(cast: Cast, unit: Unit) -> Told:
    """A token of the auditor, wherever the place is."""
    token = ApiToken.objects.create(
        account=cast.accounts[Role.AUDITOR], role=Role.AUDITOR, unit=unit, name="演示程序", beginning="dp_demo",
        digest=uuid.uuid4().hex, scopes=["ledger:read"], made_at=clock.now(), expires_on=clock.today(),
    )  # fmt: skip
    return {"public_id": token.public_id}


def _promise(cast: Cast, unit: Unit) -> Told:
    found = talks.FACTORIES["promise_owed"](cast, unit)
    return {"public_id": found["public_id"], "promise": found["promise"]}


FACTORIES = {
    "api_item_to_sign": _only(notices.FACTORIES["item_to_sign"], "public_id"),
    "api_item_to_speak_on": _only(notices.FACTORIES["item_to_speak_on"], "public_id"),
    "api_promise": _promise,
    "token": _token,
}

SIGN, COMMENT = {"action": "sign"}, {"action": "comment", "text": "请抓紧办理。"}

ROWS: dict[str, list[Told]] = {
    "api-me": [asks(BUSINESS), posts(BUSINESS, 405, refused=405)],
    "api-units": [asks(BUSINESS)],
    "api-unit": [asks(BUSINESS, at="unit")],
    "api-documents": [asks(BUSINESS)],
    "api-document": [asks(BUSINESS, at="issued"), asks(BUSINESS, at="draft", reach=DRAFT_DOCUMENTS)],
    "api-document-file": [asks(BUSINESS, at="issued"), asks(BUSINESS, status=404, at="draft")],
    "api-messages": [asks(BUSINESS)],
    "api-message-read": [
        posts(BUSINESS, at="message", reach=OWN_JOB),
        asks(BUSINESS, status=405, refused=405, arguments=NO_ONE),
    ],
    "api-jobs": [asks(BUSINESS)],
    "api-job": [asks(BUSINESS, at="job", reach=OWN_JOB)],
    "api-job-cancel": [posts(BUSINESS, at="job", reach=OWN_JOB)],
    "api-job-file": [asks(BUSINESS, at="job_file", reach=OWN_JOB)],
    # What is sent is no form with a file.
    "api-files": [posts(UPLOADERS, 415)],
    "api-events": [asks(BUSINESS)],
    "api-regulations": [asks(BUSINESS)],
    "api-rulebook": [
        asks(BUSINESS, at="regulation", reach=dict.fromkeys(BUSINESS, EVERYWHERE)),
        asks(BUSINESS, status=404, arguments={"regulation": "none"}),
    ],
    "api-ledger": [asks(BUSINESS, query=YEAR), asks(BUSINESS, status=400)],
    # Nothing is owed in the world of the matrix; tests/duties/test_api.py has what is.
    "api-why": [asks(BUSINESS, status=404, at="cell")],
    "api-figures": [asks(BUSINESS, query=YEAR), asks(BUSINESS, status=400)],
    "api-ledger-export": [posts(READS_BELOW, 422)],
    "api-alerts": [asks(READS_BELOW)],
    "api-own-alerts": [asks(BUSINESS)],
    "api-urgings": [asks(BUSINESS), posts(OFFICE, 422)],
    "api-urging": [asks(BUSINESS, at="urging_act")],
    "api-statements": [asks(BUSINESS), posts(OFFICIAL, 422)],
    "api-statement": [asks(BUSINESS, at="statement")],
    # A ticket that is none is refused; an office answers what units below it state, not its own.
    "api-statement-acts": [
        posts(
            OFFICE | OFFICIAL,
            422,
            at="statement",
            data={"act": "withdraw", "files": ["none"]},
            reach={Role.OFFICIAL: OWN, Role.OFFICE: BELOW},
        ),
    ],
    "api-supervision": [asks(BUSINESS)],
    "api-supervision-item": [
        asks(BUSINESS, at="notice_issued"),
        asks(BUSINESS, at="notice_draft", reach=DRAFT_DOCUMENTS),
    ],
    "api-supervision-acts": [
        posts(SUPERVISING, at="api_item_to_sign", data=SIGN, reach=notices.LEAD),
        posts(SUPERVISING, at="api_item_to_speak_on", data=COMMENT, reach=notices.SPEAKERS),
    ],
    "api-talks": [asks(BUSINESS)],
    "api-talk": [
        asks(BUSINESS, at="talk_suggested", reach=SUGGESTED),
        asks(BUSINESS, at="talk_noticed"),
    ],
    "api-talk-acts": [posts(talks.SIGNERS, at="talk_held", data=SIGN)],
    "api-promise-acts": [
        posts(CLERK | OFFICIAL, at="api_promise", data={"action": "progress", "text": "已完成方案。"})
    ],
    "api-entries": [asks(BUSINESS), posts(CLERK, 422)],
    "api-entry": [
        asks(BUSINESS, at="entry_submitted"),
        asks(BUSINESS, at="entry_draft", reach=DRAFTS),
        asks(CLERK, method="PUT", status=422, at="entry_draft"),
    ],
    "api-entry-submit": [posts(CLERK, 409, at="entry_submitted")],
    "api-entry-confirm": [posts(CLERK | OFFICIAL, at="entry_submitted", reach={Role.OFFICIAL: OWN})],
    "api-entry-return": [
        posts(
            CLERK | OFFICIAL | OFFICE,
            at="entry_submitted",
            data=REASON,
            reach={Role.OFFICIAL: OWN, Role.OFFICE: OWN | BELOW},
        ),
    ],
    "api-entry-withdraw": [posts(CLERK, at="entry_submitted", data=REASON)],
    "api-entry-cancel": [posts(CLERK, at="entry_planned", data=REASON)],
    "api-entry-correct": [posts(CLERK, 201, at="entry_returned")],
    "api-entry-comments": [
        asks(BUSINESS, at="entry_submitted"),
        posts(COMMENTERS, 201, at="entry_submitted", data={"text": "请补充。"}),
    ],
    "api-evidence": [asks(BUSINESS, at="evidence")],
    "api-records": [asks(BUSINESS)],
    "api-record": [asks(BUSINESS, at="record")],
    "api-links": [asks(BUSINESS)],
    "api-households": [asks(BUSINESS, at="register")],
    "api-follow-ups": [asks(BUSINESS)],
    "api-follow-up": [asks(BUSINESS, at="decision")],
    "api-follow-up-close": [posts(CLERK | OFFICIAL, at="decision", data={"note": "已办。"})],
    "api-follow-up-reopen": [posts(CLERK | OFFICIAL, at="decision_closed", data=REASON)],
    "api-problems": [asks(BUSINESS)],
    "api-problem": [asks(BUSINESS, at="problem_open")],
    "api-problem-solve": [
        posts(CLERK, at="problem_open", data={"note": "已修复。", "solved_on": field.SOLVED["solved_on"]})
    ],
    "api-problem-reopen": [posts(CLERK | OFFICE, at="problem_solved", data=REASON)],
    "api-signs": [asks(ASKED)],
    "api-sign": [asks(ASKED, at="sign")],
    "api-sign-answer": [posts(CLERK | OFFICIAL, at="sign", data={"text": "已核对。"})],
    "api-sign-close": [posts(OFFICE, at="sign", data={"note": "已核对。"})],
    "api-package-export": [posts(READS_BELOW, 422)],
    "api-coverage": [asks(BUSINESS), asks(BUSINESS, status=404, query="?period=2026Q9")],
    "api-briefs": [asks(READS_BELOW), posts(OFFICE | {Role.APPROVER}, 422)],
    "api-brief": [asks(READS_BELOW, at="brief")],
    "api-brief-file": [asks(READS_BELOW, at="brief")],
    "api-questions": [asks(BUSINESS), posts(CLERK | OFFICIAL, 422)],
    "api-question": [
        asks(BUSINESS, at="question_asked"),
        asks(BUSINESS, at="question_answered", reach=dict.fromkeys(BUSINESS, EVERYWHERE)),
    ],
    "api-policies": [asks(BUSINESS)],
    "api-period-locks": [asks(READS_BELOW)],
    "api-audit": [asks(AUDITOR)],
    "api-audit-work": [asks(AUDITOR, at="audit_work", reach=audits.OWN)],
    "api-audit-papers": [asks(AUDITOR, at="audit_work", reach=audits.OWN)],
    "api-audit-paper": [asks(AUDITOR, at="audit_paper", reach=audits.OWN)],
}
"""Every address and method of the interface."""
