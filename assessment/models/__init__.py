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
from assessment.models.schemes import Assessed, Indicator, Scheme, SchemeStep
from assessment.models.scores import Correction, Objection, Score
from assessment.models.statistics import (
    Frequency,
    StatisticImport,
    StatisticIndicator,
    StatisticValue,
)
from assessment.models.surveys import Survey, SurveyCode, SurveyCount, SurveyDay, SurveyUnit

__all__ = [
    "AccountabilityLead",
    "AccountabilityLeadFact",
    "AccountabilityLeadStep",
    "Assessed",
    "CheckPoint",
    "CheckQuestions",
    "Commendation",
    "CommendationFact",
    "CommendationStep",
    "Correction",
    "Finding",
    "Frequency",
    "Indicator",
    "Inspection",
    "InspectionPlan",
    "InspectionPlanStep",
    "InspectionStep",
    "InspectionTeam",
    "Objection",
    "Report",
    "ReportComment",
    "ReportRevision",
    "ReportSection",
    "ReportStep",
    "ReportTemplate",
    "Scheme",
    "SchemeStep",
    "Score",
    "StatisticImport",
    "StatisticIndicator",
    "StatisticValue",
    "Survey",
    "SurveyCode",
    "SurveyCount",
    "SurveyDay",
    "SurveyUnit",
]
