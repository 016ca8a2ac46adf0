"""The hand-kept table of who may open which address; tests/test_access_matrix.py walks it.

Every named URL of the portal has an entry in MATRIX, or the test fails. To add a page, add a line:

    "duty-list": [Row(CLERK | OFFICE)],                        # these roles get 200, others 403, a stranger signs in
    "duty-detail": [Row(OFFICE, at="unit")],                   # an object: the factory `unit` of FACTORIES makes its
                                                               # URL arguments for each place
    "entry-submit": [Row(CLERK, "POST", 302, at="entry", reach={})],

`Row(roles, method, status, ...)`:
- `roles`: who may; everyone else gets 403; `status` is what they get where the object is in their reach.
- `at`: the name in FACTORIES that makes the object at a unit and returns the URL's arguments.
- `reach`: the places (own, below, above, sibling) that answer `status`; others answer 404. By default the role's own
  reading scope: own and below for those of access.READS_BELOW, own for all others.
- `data`: the form sent by a POST; of an address of the interface (api-…), the JSON. `query` follows the address.
- `everyone`: strangers too get `status`; `stranger`: what a stranger gets instead of the way to the sign-in page.
An app with many pages keeps its factories in tests/<app>/ and adds them here by name.
"""

import dataclasses
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from portal.access import READS_BELOW
from portal.models import Role, Unit
from tests.access_cast import Cast
from tests.assessment import scheme_rows as schemes
from tests.assessment.commendations import rows as commendations
from tests.assessment.inspections import rows as inspections
from tests.assessment.reports import rows as reports
from tests.assessment.statistics import rows as statistics
from tests.assessment.surveys import rows as surveys
from tests.duties import annual_task_rows as annual_tasks
from tests.duties import audit_work_rows as audits
from tests.duties import brief_rows as briefs
from tests.duties import import_rows as imports
from tests.duties import matrix_rows as duties
from tests.duties import notice_rows as notices
from tests.duties import policy_rows as policies
from tests.duties import talk_rows as talks
from tests.duties import urging_rows as urgings
from tests.meetings import field_rows as field
from tests.meetings import matrix_rows as logging
from tests.meetings import sign_rows as signs
from tests.portal import api_rows as interface
from tests.portal import channel_rows as channels
from tests.portal import document_rows as papers
from tests.portal import matrix_rows as shell
from tests.portal import view_rows as views

SYSTEM_ADMIN = frozenset({Role.SYSTEM_ADMIN})
SECURITY_ADMIN = frozenset({Role.SECURITY_ADMIN})
AUDIT_ADMIN = frozenset({Role.AUDIT_ADMIN})
ALL = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()

Factory = Callable[[Cast, Unit], dict[str, Any]]


@dataclasses.dataclass(frozen=True)
class Row:
    """What one method of one address answers; see the top of this file."""

    roles: frozenset[Role]
    method: str = "GET"
    status: int = 200
    refused: int = 403
    at: str = ""
    reach: Mapping[Role, frozenset[str]] | None = None
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    everyone: bool = False
    stranger: int = 302
    arguments: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    query: str = ""

    def answer(self, role: Role, place: str) -> int:
        """The status that `role` gets for an object at `place`."""
        if self.everyone:
            return self.status
        if role not in self.roles:
            return self.refused
        if not self.at:
            return self.status
        scope = frozenset({"own", "below"}) if role in READS_BELOW else frozenset({"own"})
        reach = scope if self.reach is None else self.reach.get(role, frozenset())
        return self.status if place in reach else 404


FACTORIES: dict[str, Factory] = {
    "unit": lambda cast, unit: {"public_id": unit.public_id},
    **duties.FACTORIES,
    **commendations.FACTORIES,
    **inspections.FACTORIES,
    **annual_tasks.FACTORIES,
    **audits.FACTORIES,
    **reports.FACTORIES,
    **statistics.FACTORIES,
    **surveys.FACTORIES,
    **briefs.FACTORIES,
    **imports.FACTORIES,
    **shell.FACTORIES,
    **channels.FACTORIES,
    **notices.FACTORIES,
    **urgings.FACTORIES,
    **talks.FACTORIES,
    **policies.FACTORIES,
    **logging.FACTORIES,
    **field.FACTORIES,
    **signs.FACTORIES,
    **papers.FACTORIES,
    **interface.FACTORIES,
    **schemes.FACTORIES,
    **views.FACTORIES,
}

ADMINISTRATORS = SYSTEM_ADMIN | SECURITY_ADMIN | AUDIT_ADMIN
BUSINESS = ALL - ADMINISTRATORS
SUPERVISING = BUSINESS - {Role.AUDITOR}
NO_ONE = {"public_id": uuid.UUID(int=0)}
OFFICE, APPROVER, LEADER = frozenset({Role.OFFICE}), frozenset({Role.APPROVER}), frozenset({Role.LEADER})
AUDITOR = frozenset({Role.AUDITOR})
OWN_UNIT = frozenset({Role.CLERK, Role.OFFICIAL, Role.MEMBER})
CLERK, OFFICIAL = frozenset({Role.CLERK}), frozenset({Role.OFFICIAL})
COMMENTERS = frozenset({Role.CLERK, Role.OFFICIAL, Role.MEMBER, Role.OFFICE, Role.LEADER})
DRAFTS_OF_CLERK = {Role.CLERK: frozenset({"own"})}
DESKS = OFFICE | APPROVER
EXPORTERS = READS_BELOW
DRAFTS = dict.fromkeys(DESKS | LEADER, frozenset({"own", "below"}))
OWN_DESK = dict.fromkeys(DESKS, frozenset({"own"}))
COUNTERSIGNERS = DESKS | OFFICIAL
OWN_COUNTERSIGN = dict.fromkeys(COUNTERSIGNERS, frozenset({"own"}))
OWN_BATCH = {Role.APPROVER: shell.EVERYWHERE}
UPLOADERS = frozenset({Role.CLERK, Role.OFFICIAL, Role.OFFICE})
OWN_UPLOAD = {Role.CLERK: shell.EVERYWHERE}
IMPORTERS = OFFICE | SYSTEM_ADMIN
OWN_IMPORT = {Role.OFFICE: frozenset({"own"})}
OWN_JOB = {Role.AUDITOR: shell.EVERYWHERE}
EVERY_TOKEN = {Role.SECURITY_ADMIN: shell.EVERYWHERE}
ADMIN_EVERYWHERE = {Role.SYSTEM_ADMIN: shell.EVERYWHERE}
AREA_OF_OFFICE = {Role.OFFICE: frozenset({"own", "below"})}


def desk(model: str, readers: frozenset[Role], writers: frozenset[Role]) -> dict[str, list[Row]]:
    """The addresses of one table of the administrators' site; nothing is deleted, and no object has a page of its past."""
    one = {"object_id": "0"}
    name = f"admin:portal_{model}"
    return {
        f"{name}_changelist": [Row(readers | writers)],
        f"{name}_add": [Row(writers), Row(writers, "POST")],
        # Django answers an unknown row with a way back to the index, and only to whom the table is open.
        f"{name}_change": [Row(readers | writers, status=302, arguments=one)],
        f"{name}_history": [Row(ADMINISTRATORS, status=404, arguments=one)],
        f"{name}_delete": [Row(NOBODY, arguments=one)],
    }


MATRIX: dict[str, list[Row]] = {
    **commendations.matrix(Row),
    **inspections.matrix(Row),
    "home": [Row(ALL, status=302)],
    "login": [Row(ALL, status=302, stranger=200)],
    "logout": [Row(ALL, "POST", 302, everyone=True), Row(ALL, "GET", 405, everyone=True)],
    "password-change": [Row(ALL), Row(ALL, "POST")],
    "post-switch": [Row(ALL, "POST", 302), Row(ALL, "GET", 405)],
    "manifest": [Row(ALL, everyone=True)],
    "worker": [Row(ALL, everyone=True)],
    "device": [Row(ALL, everyone=True)],
    "lock": [Row(ALL, "POST", 204, everyone=True), Row(ALL, status=405, everyone=True)],
    "unlock": [Row(ALL, "POST", 422, everyone=True), Row(ALL, status=405, everyone=True)],
    # The own unit's forms, for a device without network.
    "offline": [Row(CLERK)],
    "offline-outbox": [Row(CLERK)],
    "offline-form": [
        Row(CLERK, arguments={"kind": "meeting"}),
        Row(CLERK, status=404, arguments={"kind": "none"}),
    ],
    # Who logs no longer may still have something unsent.
    "outbox": [Row(ALL)],
    "outbox-received": [Row(CLERK)],
    # Issued, one reads what was addressed to one's units; a draft is read on the issuer's side, without the auditor.
    "document": [
        Row(BUSINESS, at="issued"),
        Row(BUSINESS, at="draft", reach=DRAFTS),
    ],
    "document-file": [Row(BUSINESS, at="issued"), Row(BUSINESS, status=404, at="draft")],
    "document-preview": [
        Row(DESKS | LEADER | OFFICIAL, at="draft", reach=DRAFTS),
        Row(DESKS | LEADER | OFFICIAL, at="document_asked", reach=OWN_COUNTERSIGN),
    ],
    "documents": [Row(BUSINESS)],
    "documents-waiting": [Row(COUNTERSIGNERS)],
    "document-new": [Row(OFFICE, status=404, arguments=papers.NOTHING)],
    "document-edit": [Row(OFFICE, at="draft", reach=OWN_DESK)],
    # A draft is not corrected: its page says so.
    "document-correct": [Row(OFFICE, status=302, at="draft", reach=OWN_DESK)],
    "document-countersigner-new": [Row(OFFICE, "POST", 302, at="draft", reach=OWN_DESK)],
    "document-countersigner-drop": [Row(OFFICE, "POST", 302, at="document_named", reach=OWN_DESK)],
    "document-countersign": [Row(COUNTERSIGNERS, "POST", 302, at="document_asked", reach=OWN_COUNTERSIGN)],
    "document-object": [Row(COUNTERSIGNERS, "POST", 302, at="document_asked", reach=OWN_COUNTERSIGN)],
    # Nothing ticked is said on the page of what waits.
    "document-batch-new": [Row(APPROVER, "POST", 302), Row(APPROVER, status=405)],
    "document-batch": [Row(BUSINESS, at="document_batch", reach=OWN_BATCH)],
    "document-register": [Row(DESKS)],
    "document-layouts": [Row(DESKS)],
    "document-layout-file": [Row(DESKS, arguments=papers.EXAMPLE)],
    "document-layout-page": [Row(DESKS, arguments=papers.EXAMPLE_PAGE)],
    # Another issuer's draft is refused; one's own answers with the way back, whatever came of it.
    "document-review": [Row(OFFICE, "POST", 302, at="draft", reach=OWN_DESK)],
    "document-issue": [Row(APPROVER, "POST", 302, at="draft", reach=OWN_DESK)],
    "document-return": [Row(DESKS, "POST", 302, at="draft", reach=OWN_DESK)],
    "document-void": [Row(DESKS, "POST", 302, at="draft", reach=OWN_DESK)],
    # An indicator concerns those below its owner, and those above who read below.
    "statistics": [Row(BUSINESS)],
    "statistic": [Row(BUSINESS, at="statistic")],
    "statistic-indicators": [Row(BUSINESS)],
    "statistic-indicator-new": [Row(OFFICE), Row(OFFICE, "POST", 422)],
    "statistic-indicator": [Row(BUSINESS, at="statistic_indicator", reach=statistics.CONCERNED)],
    "statistic-indicator-edit": [Row(OFFICE, at="statistic_indicator", reach=OWN_IMPORT)],
    "statistic-indicator-retire": [Row(OFFICE, "POST", 302, at="statistic_indicator", reach=OWN_IMPORT)],
    "statistics-import-new": [Row(OFFICE), Row(OFFICE, "POST", 422)],
    "statistics-template": [Row(OFFICE, status=302)],
    "statistics-import": [Row(OFFICE, at="statistics_import", reach=OWN_IMPORT)],
    "statistics-import-give-up": [Row(OFFICE, "POST", 302, at="statistics_import", reach=OWN_IMPORT)],
    "survey-answer": [Row(ALL, everyone=True), Row(ALL, "POST", 422, everyone=True)],
    "surveys": [Row(BUSINESS)],
    "survey-new": [Row(OFFICE), Row(OFFICE, "POST", 422)],
    "survey": [Row(BUSINESS, at="survey", reach=surveys.IN_REACH)],
    "survey-edit": [Row(OFFICE, at="survey", reach=OWN_IMPORT)],
    "survey-export": [Row(BUSINESS, at="survey", reach=surveys.IN_REACH)],
    "survey-codes": [Row(OFFICE, "POST", 302, at="survey_unit", reach=OWN_IMPORT)],
    "entries": [Row(BUSINESS)],
    "records": [Row(BUSINESS)],
    "entries-awaiting": [Row(OFFICIAL)],
    "entries-confirm": [Row(OFFICIAL, "POST", 302), Row(OFFICIAL, status=405)],
    # An empty form is refused at its fields.
    "entry-new": [Row(CLERK), Row(CLERK, "POST", 422)],
    "entry-preview": [Row(CLERK, "POST"), Row(CLERK, status=405)],
    "entry-seats": [Row(CLERK, "POST"), Row(CLERK, status=405)],
    "entry": [Row(BUSINESS, at="entry_submitted"), Row(BUSINESS, at="entry_draft", reach=DRAFTS_OF_CLERK)],
    "entry-edit": [
        Row(CLERK, at="entry_draft"),
        Row(CLERK, status=302, at="entry_submitted"),
        Row(CLERK, "POST", 422, at="entry_draft"),
    ],
    "entry-confirm": [
        Row(OFFICIAL, "POST", 302, at="entry_submitted"),
        Row(OFFICIAL, status=405, arguments=NO_ONE),
    ],
    "entry-return": [
        Row(OFFICIAL | OFFICE, "POST", 302, at="entry_submitted", data=logging.REASON),
        Row(OFFICIAL | OFFICE, "POST", 422, at="entry_submitted"),
    ],
    "entry-withdraw": [
        Row(CLERK, "POST", 302, at="entry_submitted", data=logging.REASON),
        Row(CLERK, "POST", 422, at="entry_submitted"),
    ],
    "entry-batch": [Row(CLERK), Row(CLERK, "POST", 422)],
    "entry-proxies": [Row(OFFICE), Row(OFFICE, "POST", 302)],
    "entry-accept": [
        Row(CLERK, "POST", 302, at="entry_proxied"),
        Row(CLERK, status=405, arguments=NO_ONE),
    ],
    "entry-refuse": [
        Row(CLERK, "POST", 302, at="entry_proxied", data=logging.REASON),
        Row(CLERK, "POST", 422, at="entry_proxied"),
    ],
    "entry-cancel": [
        Row(CLERK, "POST", 302, at="entry_planned", data=logging.REASON),
        Row(CLERK, "POST", 422, at="entry_planned"),
    ],
    "entry-correct": [Row(CLERK, "POST", 302, at="entry_returned"), Row(CLERK, status=405, arguments=NO_ONE)],
    "entry-comment": [
        Row(COMMENTERS, "POST", 302, at="entry_submitted", data=logging.COMMENT),
        Row(COMMENTERS, "POST", 422, at="entry_submitted"),
    ],
    "burden": [Row(OFFICE)],
    "burden-export": [Row(OFFICE, "POST"), Row(OFFICE, status=405)],
    "calendar": [Row(BUSINESS)],
    "follow-ups": [Row(BUSINESS)],
    "follow-up": [Row(BUSINESS, at="decision")],
    "follow-up-close": [
        Row(CLERK | OFFICIAL, "POST", 302, at="decision", data=logging.NOTE),
        Row(CLERK | OFFICIAL, "POST", 422, at="decision"),
    ],
    "follow-up-reopen": [
        Row(CLERK | OFFICIAL, "POST", 302, at="decision_closed", data=logging.REASON),
        Row(CLERK | OFFICIAL, status=405, arguments=NO_ONE),
    ],
    "follow-up-file": [Row(BUSINESS, at="closing_file")],
    "evidence": [Row(BUSINESS, at="evidence")],
    # Without HTMX it leads to the entry that it is a part of.
    "entry-evidence": [
        Row(BUSINESS, status=302, at="entry_submitted"),
        Row(BUSINESS, status=302, at="entry_draft", reach=DRAFTS_OF_CLERK),
    ],
    "evidence-look": [Row(BUSINESS, at="evidence")],
    "evidence-picture": [
        Row(BUSINESS, at="evidence_picture"),
        Row(BUSINESS, status=404, arguments=NO_ONE | {"name": "thumb.jpg"}),
    ],
    "record": [Row(BUSINESS, at="record")],
    "households": [Row(BUSINESS)],
    "households-of": [Row(BUSINESS, at="register")],
    "household-register": [
        Row(BUSINESS, at="register"),
        Row(BUSINESS, status=404, arguments={"unit": uuid.UUID(int=0)}),
    ],
    "household-add": [
        Row(CLERK, "POST", 302, at="register", data=field.MORE),
        Row(CLERK, "POST", 422, at="register"),
    ],
    "household-remove": [
        Row(CLERK, "POST", 302, at="register", data=field.REMOVAL),
        Row(CLERK, status=405, arguments={"unit": uuid.UUID(int=0)}),
    ],
    "household-undo": [
        Row(CLERK, "POST", 302, at="register", data=field.UNDO),
        Row(CLERK, status=405, arguments={"unit": uuid.UUID(int=0)}),
    ],
    "problems": [Row(BUSINESS)],
    "problem": [Row(BUSINESS, at="problem_open"), Row(BUSINESS, status=404, arguments=NO_ONE)],
    "problem-solved": [
        Row(CLERK, "POST", 302, at="problem_open", data=field.SOLVED),
        Row(CLERK, "POST", 422, at="problem_open"),
    ],
    "problem-reopened": [
        Row(CLERK | OFFICE, "POST", 302, at="problem_solved", data=logging.REASON),
        Row(CLERK | OFFICE, "POST", 422, at="problem_solved"),
    ],
    "problem-file": [Row(BUSINESS, at="problem_file"), Row(BUSINESS, status=404, at="problem_no_file")],
    "signs": [Row(CLERK | OFFICIAL | OFFICE)],
    "sign": [Row(CLERK | OFFICIAL | OFFICE, at="sign")],
    "sign-answer": [
        Row(CLERK | OFFICIAL, "POST", 302, at="sign", data=signs.ANSWER),
        Row(CLERK | OFFICIAL, "POST", 422, at="sign"),
    ],
    "sign-close": [
        Row(OFFICE, "POST", 302, at="sign", data=signs.FINDING),
        Row(OFFICE, "POST", 422, at="sign"),
    ],
    # Set by the office at the top alone, which this one is not.
    "sign-thresholds": [Row(OFFICE), Row(frozenset(), "POST")],
    "links": [Row(BUSINESS)],
    "links-coverage": [Row(BUSINESS)],
    "link-new": [Row(CLERK | OFFICE), Row(CLERK | OFFICE, "POST", 422)],
    # Without a number in the address there is nothing to change.
    "link-edit": [
        Row(CLERK | OFFICE, status=404, at="link"),
        Row(CLERK | OFFICE, "POST", 302, at="link", data=field.ENDING),
    ],
    "jobs": [Row(BUSINESS | SYSTEM_ADMIN)],
    "job": [Row(BUSINESS | SYSTEM_ADMIN, at="job", reach=OWN_JOB)],
    "job-cancel": [
        Row(BUSINESS | SYSTEM_ADMIN, "POST", 302, at="job", reach=OWN_JOB),
        Row(BUSINESS | SYSTEM_ADMIN, status=405, arguments=NO_ONE),
    ],
    "job-file": [Row(BUSINESS | SYSTEM_ADMIN, at="job_file", reach=OWN_JOB)],
    "messages": [Row(ALL)],
    "messages-read": [Row(ALL, "POST", 302), Row(ALL, status=405)],
    "message-read": [
        Row(ALL, "POST", 404, arguments=NO_ONE),
        Row(ALL, "POST", 302, at="message", reach=OWN_JOB),
        Row(ALL, status=405, arguments=NO_ONE),
    ],
    # An empty form is refused at its fields.
    "saved-views": [Row(ALL)],
    "saved-view-new": [Row(ALL, "POST", 302)],
    "saved-view-change": [Row(ALL, "POST", 422, at="saved_view", reach=OWN_JOB)],
    "saved-view-choose": [Row(ALL, "POST", 302, at="saved_view", reach=OWN_JOB, data={"opens": "1"})],
    "saved-view-remove": [Row(ALL, "POST", 302, at="saved_view", reach=OWN_JOB, data={"version": "1"})],
    "list-export": [Row(BUSINESS, "POST", arguments={"name": "entries"})],
    "manual": [Row(ALL)],
    "manual-chapter": [
        Row(ALL, arguments={"chapter": "start"}),
        Row(ALL, status=404, arguments={"chapter": "none"}),
    ],
    "manual-print": [Row(BUSINESS | SYSTEM_ADMIN, "POST", 302), Row(BUSINESS | SYSTEM_ADMIN, status=405)],
    "preferences": [Row(ALL), Row(ALL, "POST", 422)],
    "feed-change": [Row(ALL, "POST", 302), Row(ALL, status=405)],
    # Whoever has the secret address reads it; nobody guesses it.
    "feed": [Row(ALL, status=404, everyone=True, arguments={"token": "0" * 64})],
    "unit-feed": [Row(ALL, status=404, everyone=True, arguments=NO_ONE | {"token": "0" * 64})],
    "endpoints": [Row(OFFICE | SYSTEM_ADMIN)],
    "endpoint-new": [Row(SYSTEM_ADMIN), Row(SYSTEM_ADMIN, "POST", 422)],
    "endpoint": [
        Row(SYSTEM_ADMIN, at="endpoint", reach=ADMIN_EVERYWHERE),
        Row(SYSTEM_ADMIN, "POST", 422, at="endpoint", reach=ADMIN_EVERYWHERE),
    ],
    "endpoint-test": [
        Row(SYSTEM_ADMIN, "POST", at="endpoint", reach=ADMIN_EVERYWHERE),
        Row(SYSTEM_ADMIN, status=405, arguments=NO_ONE),
    ],
    "deliveries": [Row(OFFICE | SYSTEM_ADMIN)],
    "deliveries-again": [Row(OFFICE | SYSTEM_ADMIN, "POST", 302), Row(OFFICE | SYSTEM_ADMIN, status=405)],
    # Kept by the system administrator and the office at the top, which this one is not.
    "working-days": [Row(OFFICE | SYSTEM_ADMIN), Row(SYSTEM_ADMIN, "POST", 422)],
    "working-day-drop": [
        Row(SYSTEM_ADMIN, "POST", 302, arguments={"day": "2026-01-01"}),
        Row(OFFICE | SYSTEM_ADMIN, status=405, arguments={"day": "2026-01-01"}),
    ],
    "working-year-settle": [
        Row(SYSTEM_ADMIN, "POST", 302, arguments={"year": 2027}),
        Row(OFFICE | SYSTEM_ADMIN, status=405, arguments={"year": 2027}),
    ],
    "message-open": [
        Row(ALL, "POST", 404, arguments=NO_ONE),
        Row(ALL, "POST", 302, at="message", reach=OWN_JOB),
        Row(ALL, status=405, arguments=NO_ONE),
    ],
    "export-new": [Row(EXPORTERS), Row(EXPORTERS, "POST", 422)],
    "export-units": [Row(EXPORTERS)],
    "package-new": [Row(EXPORTERS), Row(EXPORTERS, "POST", 422)],
    "package-verifier": [Row(EXPORTERS)],
    "data-export": [Row(EXPORTERS | SYSTEM_ADMIN), Row(EXPORTERS | SYSTEM_ADMIN, "POST", 422)],
    "imports": [Row(IMPORTERS), Row(IMPORTERS, "POST", 422)],
    "import-template": [Row(IMPORTERS)],
    "import-template-archive": [Row(IMPORTERS)],
    "import-template-file": [
        Row(IMPORTERS, arguments={"name": "links"}),
        Row(IMPORTERS, status=404, arguments={"name": "none"}),
    ],
    # An import is its desk's: the same role at the same unit.
    "import": [Row(IMPORTERS, at="import", reach=OWN_IMPORT)],
    "import-check": [
        Row(IMPORTERS, "POST", 302, at="import", reach=OWN_IMPORT),
        Row(IMPORTERS, status=405, arguments=NO_ONE),
    ],
    "import-confirm": [
        Row(IMPORTERS, "POST", 302, at="import", reach=OWN_IMPORT),
        Row(IMPORTERS, status=405, arguments=NO_ONE),
    ],
    "import-drop": [
        Row(IMPORTERS, "POST", 302, at="import", reach=OWN_IMPORT),
        Row(IMPORTERS, status=405, arguments=NO_ONE),
    ],
    "import-faults": [Row(IMPORTERS, at="import", reach=OWN_IMPORT)],
    "import-file": [Row(IMPORTERS, at="import_file", reach=OWN_IMPORT)],
    "supervision": [Row(BUSINESS)],
    # Without a cell in the address there is nothing to draft on.
    "supervision-new": [Row(OFFICE, status=404), Row(OFFICE, "POST", 302)],
    "supervision-preview": [Row(OFFICE, "POST", 404), Row(OFFICE, status=405)],
    "supervision-item": [
        Row(BUSINESS, at="notice_issued"),
        Row(BUSINESS, at="notice_draft", reach=DRAFTS),
    ],
    "supervision-edit": [Row(OFFICE, status=302, at="notice_draft", reach=OWN_DESK)],
    # Who does what with an item goes by where one stands to it, beside the role; for anyone else there is no such thing.
    "supervision-do": [
        Row(SUPERVISING, status=405, arguments=NO_ONE | {"action": "sign"}),
        Row(SUPERVISING, "POST", 404, arguments=NO_ONE | {"action": "issue"}),
        Row(SUPERVISING, "POST", 302, at="item_to_sign", data=notices.TEXT, reach=notices.LEAD),
        Row(SUPERVISING, "POST", 422, at="item_to_feed_back", data=notices.TEXT, reach=notices.LEAD),
        Row(SUPERVISING, "POST", 302, at="item_to_speak_on", data=notices.TEXT, reach=notices.SPEAKERS),
        Row(SUPERVISING, "POST", 302, at="item_to_instruct", data=notices.TEXT, reach=notices.LEADER),
        Row(SUPERVISING, "POST", 302, at="item_to_review", data=notices.TEXT, reach=notices.OFFICE),
    ],
    "supervision-give-up": [Row(DESKS, "POST", 422, at="notice_draft", reach=OWN_DESK)],
    "supervision-notice": [Row(BUSINESS, at="notice_issued"), Row(BUSINESS, status=404, at="notice_draft")],
    "supervision-file": [
        Row(BUSINESS, at="notice_file"),
        Row(BUSINESS, status=404, arguments=NO_ONE | {"file": uuid.UUID(int=0)}),
    ],
    "audit": [Row(AUDITOR)],
    "audit-new": [Row(AUDITOR), Row(AUDITOR, "POST", 422)],
    "audit-work": [Row(AUDITOR, at="audit_work", reach=audits.OWN)],
    "audit-draw": [
        Row(AUDITOR, at="audit_work", reach=audits.OWN),
        Row(AUDITOR, "POST", 302, at="audit_work", reach=audits.OWN, data=audits.DRAW),
    ],
    "audit-choose": [
        Row(AUDITOR, at="audit_work", reach=audits.OWN),
        Row(AUDITOR, "POST", 422, at="audit_work", reach=audits.OWN),
    ],
    "audit-conclude": [
        Row(AUDITOR, status=405, arguments=audits.NONE),
        Row(
            AUDITOR, "POST", 302, at="audit_drawn", reach=audits.OWN, data={"summary": "演示", "version": "0"}
        ),
    ],
    "audit-reopen": [
        Row(AUDITOR, status=405, arguments=audits.NONE),
        Row(AUDITOR, "POST", 302, at="audit_summed", reach=audits.OWN, data={"version": "0"}),
    ],
    "audit-close": [
        Row(AUDITOR, status=405, arguments=audits.NONE),
        Row(AUDITOR, "POST", 302, at="audit_summed", reach=audits.OWN, data={"version": "0"}),
    ],
    "audit-report": [
        Row(AUDITOR, status=405, arguments=audits.NONE),
        Row(AUDITOR, "POST", 302, at="audit_drawn", reach=audits.OWN),
    ],
    "audit-paper": [Row(AUDITOR, at="audit_paper", reach=audits.OWN)],
    "audit-paper-save": [
        Row(AUDITOR, status=405, arguments=audits.NO_PAPER),
        Row(AUDITOR, "POST", 302, at="audit_paper", reach=audits.OWN, data={"version": "0"}),
    ],
    "audit-paper-conclude": [
        Row(AUDITOR, status=405, arguments=audits.NO_PAPER),
        Row(AUDITOR, "POST", 302, at="audit_paper", reach=audits.OWN, data=audits.CONCLUSION),
        Row(AUDITOR, "POST", 422, at="audit_paper", reach=audits.OWN, data={"version": "0"}),
    ],
    "audit-paper-reopen": [
        Row(AUDITOR, status=405, arguments=audits.NO_PAPER),
        Row(AUDITOR, "POST", 302, at="audit_concluded", reach=audits.OWN, data={"version": "0"}),
    ],
    "audit-paper-file": [Row(AUDITOR, at="audit_file", reach=audits.OWN)],
    "briefs": [Row(READS_BELOW)],
    "brief": [Row(READS_BELOW, at="brief")],
    "brief-file": [Row(READS_BELOW, at="brief")],
    "brief-new": [Row(DESKS, "POST", 422), Row(DESKS, status=405)],
    "brief-settings": [Row(OFFICE), Row(OFFICE, "POST", 302)],
    "assessment": [Row(BUSINESS)],
    "scheme-new": [Row(OFFICE), Row(OFFICE, "POST", 422)],
    "objections": [Row(BUSINESS)],
    "objection": [Row(BUSINESS, at="objection_made")],
    "objection-uphold": [
        Row(DESKS, status=405, arguments=NO_ONE),
        Row(
            DESKS, "POST", 302, at="objection_to_answer", reach=OWN_DESK, data=schemes.TEXT | {"points": "31"}
        ),
    ],
    "objection-reject": [
        Row(DESKS, status=405, arguments=NO_ONE),
        Row(DESKS, "POST", 302, at="objection_to_answer", reach=OWN_DESK, data=schemes.TEXT),
    ],
    "assessed": [Row(BUSINESS, at="assessed_sheet")],
    "assessed-report": [
        Row(CLERK | OFFICIAL, at="assessed_open"),
        Row(CLERK | OFFICIAL, "POST", 302, at="assessed_open", data={"report": "演示。"}),
    ],
    "assessed-file": [Row(BUSINESS, at="assessed_file")],
    "score-rate": [
        Row(OFFICE, at="line_to_rate", reach=OWN_DESK),
        Row(OFFICE, "POST", 302, at="line_to_rate", reach=OWN_DESK, data=schemes.RATE),
    ],
    "score-excuse": [
        Row(OFFICE, status=405, arguments=NO_ONE),
        Row(OFFICE, "POST", 302, at="line_to_rate", reach=OWN_DESK, data=schemes.TEXT),
    ],
    "score-object": [
        Row(OFFICIAL, at="line_to_object"),
        Row(OFFICIAL, "POST", 302, at="line_to_object", data=schemes.TEXT),
    ],
    "scheme": [Row(BUSINESS, at="scheme_read")],
    "scheme-words": [
        Row(OFFICE, at="scheme_draft", reach=OWN_DESK),
        Row(OFFICE, "POST", 302, at="scheme_draft", reach=OWN_DESK, data=schemes.WORDS),
    ],
    "scheme-units": [
        Row(OFFICE, at="scheme_draft", reach=OWN_DESK),
        Row(OFFICE, "POST", 422, at="scheme_draft", reach=OWN_DESK, data={"version": "0"}),
    ],
    "indicator-new": [
        Row(OFFICE, at="scheme_draft", reach=OWN_DESK),
        Row(
            OFFICE,
            "POST",
            302,
            at="scheme_draft",
            reach=OWN_DESK,
            data=schemes.LINE,
            query="?kind=third_party",
        ),
    ],
    "indicator": [
        Row(OFFICE, at="indicator_drafted", reach=OWN_DESK),
        Row(OFFICE, "POST", 302, at="indicator_drafted", reach=OWN_DESK, data=schemes.LINE),
    ],
    "indicator-drop": [
        Row(OFFICE, status=405, arguments=schemes.NO_LINE),
        Row(OFFICE, "POST", 302, at="indicator_drafted", reach=OWN_DESK, data={"version": "0"}),
    ],
    "indicator-move": [
        Row(OFFICE, status=405, arguments=schemes.NO_LINE),
        Row(OFFICE, "POST", 302, at="indicator_drafted", reach=OWN_DESK, data={"version": "0", "way": "up"}),
    ],
    "scheme-trial": [
        Row(OFFICE, at="scheme_draft", reach=OWN_DESK),
        Row(OFFICE, "POST", 302, at="scheme_draft", reach=OWN_DESK, data=schemes.TOKEN | {"year": "2025"}),
    ],
    "scheme-score": [
        Row(OFFICE, status=405, arguments=NO_ONE),
        Row(OFFICE, "POST", 302, at="scheme_opened", reach=OWN_DESK, data=schemes.TOKEN),
    ],
    "scheme-submit": [
        Row(OFFICE, status=405, arguments=NO_ONE),
        Row(OFFICE, "POST", 302, at="scheme_draft", reach=OWN_DESK, data=schemes.TEXT),
    ],
    "scheme-return": [
        Row(APPROVER, status=405, arguments=NO_ONE),
        Row(APPROVER, "POST", 302, at="scheme_submitted", reach=OWN_DESK, data=schemes.TEXT),
    ],
    "scheme-approve": [
        Row(APPROVER, status=405, arguments=NO_ONE),
        Row(APPROVER, "POST", 422, at="scheme_submitted", reach=OWN_DESK, data={"version": "9"}),
    ],
    "scheme-open": [
        Row(OFFICE, status=405, arguments=NO_ONE),
        Row(OFFICE, "POST", 302, at="scheme_approved", reach=OWN_DESK, data=schemes.TEXT),
    ],
    "scheme-pass": [
        Row(OFFICE, status=405, arguments=NO_ONE),
        Row(OFFICE, "POST", 302, at="scheme_scoring", reach=OWN_DESK, data=schemes.TEXT),
    ],
    "scheme-review": [
        Row(DESKS, status=405, arguments=NO_ONE),
        Row(DESKS, "POST", 302, at="scheme_scored", reach=OWN_DESK, data=schemes.TEXT),
    ],
    "scheme-send-back": [
        Row(DESKS, status=405, arguments=NO_ONE),
        Row(DESKS, "POST", 302, at="scheme_scored", reach=OWN_DESK, data=schemes.TEXT),
    ],
    "scheme-decide": [
        Row(APPROVER, status=405, arguments=NO_ONE),
        Row(APPROVER, "POST", 302, at="scheme_reviewed", reach=OWN_DESK, data=schemes.TEXT),
    ],
    "scheme-freeze": [
        Row(OFFICE, status=405, arguments=NO_ONE),
        Row(OFFICE, "POST", 302, at="scheme_over", reach=OWN_DESK, data=schemes.TEXT),
    ],
    "scheme-cancel": [
        Row(DESKS, status=405, arguments=NO_ONE),
        Row(DESKS, "POST", 422, at="scheme_draft", reach=OWN_DESK, data={"version": "9"}),
    ],
    "scheme-circular": [
        Row(OFFICE, at="scheme_decided", reach=OWN_DESK),
        Row(OFFICE, "POST", 302, at="scheme_decided", reach=OWN_DESK, data=schemes.CIRCULAR),
    ],
    "scheme-board": [Row(READS_BELOW, at="scheme_scoring")],
    "scheme-ranking": [Row(BUSINESS, at="scheme_read")],
    "scheme-results": [Row(BUSINESS, at="scheme_read")],
    "talks": [Row(BUSINESS)],
    "talk-new": [Row(OFFICE), Row(OFFICE, "POST")],
    # What is not decided is its office's and approver's; announced, it is the unit's too.
    "talk": [
        Row(BUSINESS, at="talk_suggested", reach=dict.fromkeys(DESKS, frozenset({"own", "below"}))),
        Row(BUSINESS, at="talk_noticed"),
        Row(BUSINESS, at="talk_held"),
        Row(BUSINESS, at="talk_followed"),
    ],
    "talk-facts": [
        Row(OFFICE, at="talk_suggested", reach=OWN_DESK),
        Row(OFFICE, "POST", 422, at="talk_suggested", reach=OWN_DESK),
    ],
    "talk-submit": [
        Row(OFFICE, "POST", 422, at="talk_suggested", reach=OWN_DESK),
        Row(OFFICE, status=405, arguments=NO_ONE),
    ],
    "talk-return": [
        Row(APPROVER, "POST", 302, at="talk_submitted", reach=OWN_DESK, data=talks.TEXT),
        Row(APPROVER, "POST", 422, at="talk_submitted", reach=OWN_DESK),
    ],
    # In this cast nobody stands under the units of the places but the company.
    "talk-agree": [
        Row(APPROVER, "POST", 422, at="talk_submitted", reach=OWN_DESK),
        Row(APPROVER, status=405, arguments=NO_ONE),
    ],
    "talk-dismiss": [
        Row(APPROVER, "POST", 302, at="talk_submitted", reach=OWN_DESK, data=talks.TEXT),
        Row(APPROVER, "POST", 422, at="talk_submitted", reach=OWN_DESK),
    ],
    "talk-cancel": [
        Row(DESKS, "POST", 422, at="talk_agreed", reach=OWN_DESK),
        Row(DESKS, status=405, arguments=NO_ONE),
    ],
    "talk-notice": [
        Row(OFFICE, at="talk_agreed", reach=OWN_DESK),
        Row(OFFICE, "POST", 422, at="talk_agreed", reach=OWN_DESK),
    ],
    "talk-notice-preview": [
        Row(OFFICE, "POST", 422, at="talk_agreed", reach=OWN_DESK),
        Row(OFFICE, status=405, arguments=NO_ONE),
    ],
    "talk-record": [
        Row(OFFICE, at="talk_to_hold", reach=OWN_DESK),
        Row(OFFICE, "POST", 422, at="talk_to_hold", reach=OWN_DESK),
    ],
    "talk-record-sheet": [Row(BUSINESS, at="talk_held"), Row(BUSINESS, status=404, at="talk_noticed")],
    "talk-sign": [
        Row(talks.SIGNERS, "POST", 302, at="talk_held", data=talks.TEXT),
        Row(talks.SIGNERS, "POST", 422, at="talk_held"),
    ],
    "talk-sheet": [
        Row(OFFICE, "POST", 422, at="talk_to_hold", reach=OWN_DESK),
        Row(OFFICE, status=405, arguments=NO_ONE),
    ],
    "talk-unsigned": [
        Row(OFFICE, "POST", 422, at="talk_to_hold", reach=OWN_DESK),
        Row(OFFICE, status=405, arguments=NO_ONE),
    ],
    "talk-feedback": [
        Row(CLERK | OFFICIAL, "POST", 422, at="talk_followed"),
        Row(CLERK | OFFICIAL, status=405, arguments=NO_ONE),
    ],
    "talk-send-back": [
        Row(OFFICE, "POST", 422, at="talk_followed_by", reach=OWN_DESK),
        Row(OFFICE, status=405, arguments=NO_ONE),
    ],
    "talk-close": [
        Row(DESKS, "POST", 422, at="talk_followed_by", reach=OWN_DESK),
        Row(DESKS, status=405, arguments=NO_ONE),
    ],
    "talk-letter": [
        Row(OFFICE, at="talk_followed_by", reach=OWN_DESK),
        Row(OFFICE, "POST", 422, at="talk_followed_by", reach=OWN_DESK),
        # Who was talked to answers by a letter too.
        Row(OFFICE, at="talk_followed", reach=OWN_DESK),
    ],
    "talk-letter-preview": [
        Row(OFFICE, "POST", 422, at="talk_followed_by", reach=OWN_DESK),
        Row(OFFICE, status=405, arguments=NO_ONE),
    ],
    "talk-file": [Row(BUSINESS, at="talk_file")],
    "promise-progress": [
        Row(CLERK | OFFICIAL, "POST", 302, at="promise_owed", data=talks.TEXT),
        Row(CLERK | OFFICIAL, "POST", 422, at="promise_owed"),
    ],
    "promise-report": [
        Row(CLERK | OFFICIAL, "POST", 302, at="promise_owed", data=talks.TEXT),
        Row(CLERK | OFFICIAL, "POST", 422, at="promise_owed"),
    ],
    "promise-confirm": [
        Row(OFFICE, "POST", 422, at="promise_followed", reach=OWN_DESK),
        Row(OFFICE, status=405, arguments=talks.NO_PROMISE),
    ],
    "promise-reject": [
        Row(OFFICE, "POST", 422, at="promise_followed", reach=OWN_DESK),
        Row(OFFICE, status=405, arguments=talks.NO_PROMISE),
    ],
    "promise-drop": [
        Row(OFFICE, "POST", 302, at="promise_followed", reach=OWN_DESK, data=talks.TEXT),
        Row(OFFICE, "POST", 422, at="promise_followed", reach=OWN_DESK),
    ],
    "reorganisation": [Row(SYSTEM_ADMIN), Row(SYSTEM_ADMIN, "POST", 405)],
    # An empty form is refused at its fields.
    "reorganise": [
        Row(SYSTEM_ADMIN, arguments={"deed": "move"}),
        Row(SYSTEM_ADMIN, arguments={"deed": "split"}),
        Row(SYSTEM_ADMIN, arguments={"deed": "seat"}),
        Row(SYSTEM_ADMIN, "POST", 422, arguments={"deed": "merge"}),
        Row(SYSTEM_ADMIN, status=404, arguments={"deed": "none"}),
    ],
    # Nothing said, nothing is kept.
    "tour": [Row(ALL)],
    "tour-answer": [
        Row(ALL, "POST", 302, data={"answer": "refused"}),
        Row(ALL, "POST", 400),
        Row(ALL, status=405),
    ],
    # Without a length nothing is announced; an upload is its own account's alone, wherever that is.
    "search": [Row(ALL)],
    "search-box": [Row(ALL)],
    "uploads": [Row(UPLOADERS, "POST", 400), Row(UPLOADERS, status=405)],
    "upload": [
        Row(UPLOADERS, "HEAD", at="upload", reach=OWN_UPLOAD),
        Row(UPLOADERS, "PATCH", 415, at="upload", reach=OWN_UPLOAD),
        Row(UPLOADERS, "DELETE", 204, at="upload", reach=OWN_UPLOAD),
        Row(UPLOADERS, "HEAD", 404, arguments=NO_ONE),
        Row(UPLOADERS, status=405, arguments=NO_ONE),
    ],
    "upload-finish": [
        Row(UPLOADERS, "POST", 409, at="upload", reach=OWN_UPLOAD),
        Row(UPLOADERS, status=405, arguments=NO_ONE),
    ],
    "verify-form": [Row(ALL, everyone=True), Row(ALL, "POST", everyone=True)],
    "verify": [Row(ALL, status=404, everyone=True, arguments={"code": "AAAA"})],
    "board": [Row(BUSINESS)],
    "bearers": [Row(BUSINESS)],
    "analysis": [Row(BUSINESS)],
    "analysis-compare": [Row(BUSINESS)],
    "analysis-heat": [Row(BUSINESS)],
    "analysis-ranking": [Row(BUSINESS)],
    "analysis-tiers": [Row(BUSINESS)],
    "analysis-trend": [Row(BUSINESS)],
    "coverage": [Row(BUSINESS)],
    "coverage-visits": [Row(BUSINESS)],
    "desk": [Row(READS_BELOW)],
    "due-calendar": [Row(BUSINESS)],
    "funnel": [Row(BUSINESS)],
    "live": [Row(BUSINESS)],
    "cell": [Row(BUSINESS, at="cell")],
    "mine": [Row(OWN_UNIT)],
    "unit": [Row(BUSINESS, at="unit")],
    "overdue": [Row(OFFICE)],
    # Without cells in the address there is nothing to urge, to state or to waive.
    "urging-new": [Row(OFFICE), Row(OFFICE, "POST")],
    "urging-send": [Row(OFFICE, "POST", 422), Row(OFFICE, status=405)],
    "urgings": [Row(BUSINESS)],
    "urging": [Row(BUSINESS, at="urging_act")],
    "urging-letter": [Row(OFFICE, "POST", 302, at="urged_unit")],
    # Without a letter there is nothing to be worded anew.
    "urging-letter-edit": [
        Row(OFFICE, status=404, at="urged_unit"),
        Row(OFFICE, "POST", 404, at="urged_unit"),
    ],
    "statements": [Row(BUSINESS)],
    "statements-answer": [Row(OFFICE, "POST", 422), Row(OFFICE, status=405)],
    "statement-new": [Row(OFFICIAL, status=404), Row(OFFICIAL, "POST", 404)],
    "statement": [Row(BUSINESS, at="statement")],
    # An office answers what units below it state, not its own.
    "statement-act": [
        Row(
            OFFICIAL | OFFICE,
            "POST",
            422,
            at="statement",
            reach={Role.OFFICIAL: frozenset({"own"}), Role.OFFICE: frozenset({"below"})},
        ),
        Row(OFFICIAL | OFFICE, status=405, arguments=NO_ONE),
    ],
    "statement-file": [Row(BUSINESS, at="statement_file")],
    "waiver-new": [Row(OFFICE, status=404), Row(OFFICE, "POST", 404)],
    "waiver-end": [Row(OFFICE, status=404), Row(OFFICE, "POST", 404)],
    "alerts": [Row(READS_BELOW)],
    "policies": [Row(BUSINESS)],
    "policy": [
        Row(BUSINESS, at="policy", reach=dict.fromkeys(BUSINESS, duties.EVERYWHERE)),
        Row(BUSINESS, status=404, arguments={"regulation": "none", "number": 1}),
    ],
    "policy-compare": [
        Row(BUSINESS, at="policy_of_regulation", reach=dict.fromkeys(BUSINESS, duties.EVERYWHERE)),
        Row(BUSINESS, status=404, arguments={"regulation": "none"}),
    ],
    # Only the office at the unit above which there is none; here all posts are a regiment's.
    "policy-edit": [Row(NOBODY, at="policy_of_regulation"), Row(NOBODY, "POST", at="policy_of_regulation")],
    "period-locks": [Row(READS_BELOW), Row(OFFICE, "POST", 422)],
    "period-unlock": [
        Row(OFFICE, "POST", 302, at="period_lock"),
        Row(OFFICE, status=405, arguments=NO_ONE),
    ],
    "rulebook": [Row(BUSINESS)],
    "rulebook-article": [
        Row(BUSINESS, at="article", reach=dict.fromkeys(BUSINESS, duties.EVERYWHERE)),
        Row(BUSINESS, status=404, arguments={"number": 99}),
    ],
    "rulebook-versions": [
        Row(BUSINESS, at="regulation", reach=dict.fromkeys(BUSINESS, duties.EVERYWHERE)),
        Row(BUSINESS, status=404, arguments={"regulation": "none"}),
    ],
    # Only the office at the unit above which there is none; here all posts are a regiment's.
    "rulebook-revise": [Row(NOBODY, at="rule"), Row(NOBODY, "POST", at="rule")],
    "questions": [Row(BUSINESS)],
    "question": [
        Row(BUSINESS, at="question_asked"),
        Row(BUSINESS, at="question_answered", reach=dict.fromkeys(BUSINESS, duties.EVERYWHERE)),
    ],
    "question-ask": [
        Row(CLERK | OFFICIAL, at="rule", reach=dict.fromkeys(CLERK | OFFICIAL, duties.EVERYWHERE)),
        Row(
            CLERK | OFFICIAL, "POST", 422, at="rule", reach=dict.fromkeys(CLERK | OFFICIAL, duties.EVERYWHERE)
        ),
    ],
    "question-answer": [Row(OFFICE, "POST", 403, at="question_asked")],
    "question-withdraw": [
        Row(CLERK | OFFICIAL, "POST", 302, at="question_asked"),
        Row(CLERK | OFFICIAL, status=405, arguments=NO_ONE),
    ],
    "healthz": [Row(ALL, everyone=True)],
    "health": [Row(OFFICE | SYSTEM_ADMIN)],
    "previews-again": [Row(SYSTEM_ADMIN, "POST", 302), Row(SYSTEM_ADMIN, status=405)],
    "readyz": [Row(ALL, everyone=True)],
    "admin:index": [Row(ADMINISTRATORS)],
    "admin:login": [Row(ALL, status=302, everyone=True)],
    "admin:logout": [Row(ADMINISTRATORS, "POST", 302)],
    "admin:password_change": [Row(ADMINISTRATORS, status=302)],
    "admin:password_change_done": [Row(ADMINISTRATORS, status=302)],
    "admin:autocomplete": [Row(NOBODY)],
    "admin:jsi18n": [Row(ADMINISTRATORS)],
    "admin:view_on_site": [
        Row(ADMINISTRATORS, status=404, arguments={"content_type_id": "0", "object_id": "0"})
    ],
    "admin:app_list": [Row(ADMINISTRATORS, arguments={"app_label": "portal"})],
    **desk("unit", SECURITY_ADMIN, SYSTEM_ADMIN),
    **desk("existence", NOBODY, SYSTEM_ADMIN),
    **desk("name", NOBODY, SYSTEM_ADMIN),
    **desk("placement", NOBODY, SYSTEM_ADMIN),
    **desk("tag", NOBODY, SYSTEM_ADMIN),
    **desk("person", NOBODY, SYSTEM_ADMIN),
    **desk("tenure", NOBODY, SYSTEM_ADMIN),
    **desk("account", SECURITY_ADMIN, SYSTEM_ADMIN),
    **desk("appointment", NOBODY, SECURITY_ADMIN),
    **desk("change", AUDIT_ADMIN, NOBODY),
    **desk("access", AUDIT_ADMIN, NOBODY),
    "reference": [Row(ALL)],
    "reference-file": [Row(ALL)],
    "tokens": [Row(BUSINESS), Row(BUSINESS, "POST", 422)],
    "tokens-all": [Row(SECURITY_ADMIN)],
    "token-revoke": [
        Row(BUSINESS | SECURITY_ADMIN, "POST", 302, at="token", reach=OWN_JOB | EVERY_TOKEN),
        Row(BUSINESS | SECURITY_ADMIN, status=405, arguments=NO_ONE),
    ],
    **{name: [Row(**told) for told in rows] for name, rows in reports.ROWS.items()},
    **{name: [Row(**told) for told in rows] for name, rows in interface.ROWS.items()},
    **{name: [Row(**told) for told in rows] for name, rows in annual_tasks.ROWS.items()},
}
