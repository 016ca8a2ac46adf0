"""Tables of chapters 5 and 6: reports, inspection, assessment, statistics, survey, commendation."""

from assessment.models.commendations import (
    AccountabilityLead,
    AccountabilityLeadFact,
    AccountabilityLeadStep,
    Commendation,
    CommendationFact,
    CommendationStep,
)
from assessment.models.inspections import (
    CheckPoint,
    CheckQuestions,
    Finding,
    Inspection,
    InspectionPlan,
    InspectionPlanStep,
    InspectionStep,
    InspectionTeam,
)
from assessment.models.reports import (
    Report,
    ReportComment,
    ReportRevision,
    ReportSection,
    ReportStep,
    ReportTemplate,
)

__all__ = [
    "AccountabilityLead",
    "AccountabilityLeadFact",
    "AccountabilityLeadStep",
    "CheckPoint",
    "CheckQuestions",
    "Commendation",
    "CommendationFact",
    "CommendationStep",
    "Finding",
    "Inspection",
    "InspectionPlan",
    "InspectionPlanStep",
    "InspectionStep",
    "InspectionTeam",
    "Report",
    "ReportComment",
    "ReportRevision",
    "ReportSection",
    "ReportStep",
    "ReportTemplate",
]
