"""Tables of the duties: regulation, facts that are counted, ledger, alerts, supervision."""

from duties.models.alerts import Alert
from duties.models.annual_tasks import Task, TaskList, TaskMilestone, TaskRevision, TaskStep
from duties.models.audit_work import AuditDraw, AuditPaper, AuditWork
from duties.models.briefs import Brief, BriefSchedule
from duties.models.imports import DataImport
from duties.models.ledger import LedgerDay, Obligation
from duties.models.period_locks import PeriodLock
from duties.models.policies import (
    PERSONAL,
    Addressee,
    AlertPolicy,
    Channel,
    PolicyException,
    PolicyStep,
    Step,
)
from duties.models.questions import Question
from duties.models.records import (
    Household,
    HouseholdContact,
    HouseholdRegistration,
    Link,
    Record,
    RecordState,
    RecordStateChange,
    Waiver,
)
from duties.models.regulation import Provision, Reading, Regulation, Rule, RulebookVersion
from duties.models.statements import Statement, StatementStep
from duties.models.supervision import (
    SupervisedMatter,
    SupervisedObligation,
    SupervisedUnit,
    SupervisionItem,
    SupervisionStep,
)
from duties.models.talks import (
    Talk,
    TalkFact,
    TalkLetter,
    TalkPerson,
    TalkPromise,
    TalkRecord,
    TalkStep,
)
from duties.models.urging import UrgedPerson, Urging, UrgingAct, UrgingLetter

__all__ = [
    "PERSONAL",
    "Addressee",
    "Alert",
    "AlertPolicy",
    "AuditDraw",
    "AuditPaper",
    "AuditWork",
    "Brief",
    "BriefSchedule",
    "Channel",
    "DataImport",
    "Household",
    "HouseholdContact",
    "HouseholdRegistration",
    "LedgerDay",
    "Link",
    "Obligation",
    "PeriodLock",
    "PolicyException",
    "PolicyStep",
    "Provision",
    "Question",
    "Reading",
    "Record",
    "RecordState",
    "RecordStateChange",
    "Regulation",
    "Rule",
    "RulebookVersion",
    "Statement",
    "StatementStep",
    "Step",
    "SupervisedMatter",
    "SupervisedObligation",
    "SupervisedUnit",
    "SupervisionItem",
    "SupervisionStep",
    "Talk",
    "TalkFact",
    "TalkLetter",
    "TalkPerson",
    "TalkPromise",
    "TalkRecord",
    "TalkStep",
    "Task",
    "TaskList",
    "TaskMilestone",
    "TaskRevision",
    "TaskStep",
    "UrgedPerson",
    "Urging",
    "UrgingAct",
    "UrgingLetter",
    "Waiver",
]
