"""Addresses of the interface that are those of rulebook, ledger, alerts and supervision."""

from django.urls import path

from duties.api import audit, briefs, coverage, exports, ledger, notices, questions, supervision

urlpatterns = [
    path("regulations/", ledger.Regulations.as_view(), name="api-regulations"),
    path("regulations/<str:regulation>/", ledger.RulebookOne.as_view(), name="api-rulebook"),
    path("ledger/", ledger.Ledger.as_view(), name="api-ledger"),
    path(
        "ledger/<uuid:unit>/<str:regulation>/<str:rule>/<str:period>/", ledger.Why.as_view(), name="api-why"
    ),
    path("figures/", exports.Figures.as_view(), name="api-figures"),
    path("exports/ledger/", exports.LedgerExports.as_view(), name="api-ledger-export"),
    path("alerts/", notices.Alerts.as_view(), name="api-alerts"),
    path("alerts/mine/", notices.OwnAlerts.as_view(), name="api-own-alerts"),
    path("urgings/", notices.Urgings.as_view(), name="api-urgings"),
    path("urgings/<uuid:public_id>/", notices.UrgingOne.as_view(), name="api-urging"),
    path("statements/", notices.Statements.as_view(), name="api-statements"),
    path("statements/<uuid:public_id>/", notices.StatementOne.as_view(), name="api-statement"),
    path("statements/<uuid:public_id>/acts/", notices.StatementActs.as_view(), name="api-statement-acts"),
    path("supervision/", supervision.Items.as_view(), name="api-supervision"),
    path("supervision/<uuid:public_id>/", supervision.ItemOne.as_view(), name="api-supervision-item"),
    path("supervision/<uuid:public_id>/acts/", supervision.ItemActs.as_view(), name="api-supervision-acts"),
    path("talks/", supervision.Talks.as_view(), name="api-talks"),
    path("talks/<uuid:public_id>/", supervision.TalkOne.as_view(), name="api-talk"),
    path("talks/<uuid:public_id>/acts/", supervision.TalkActs.as_view(), name="api-talk-acts"),
    path(
        "talks/<uuid:public_id>/promises/<uuid:promise>/acts/",
        supervision.PromiseActs.as_view(),
        name="api-promise-acts",
    ),
    path("exports/package/", exports.PackageExports.as_view(), name="api-package-export"),
    path("coverage/", coverage.CoverageTable.as_view(), name="api-coverage"),
    path("briefs/", briefs.Briefs.as_view(), name="api-briefs"),
    path("briefs/<uuid:public_id>/", briefs.BriefOne.as_view(), name="api-brief"),
    path("briefs/<uuid:public_id>/file/", briefs.BriefFile.as_view(), name="api-brief-file"),
    path("questions/", questions.Questions.as_view(), name="api-questions"),
    path("questions/<uuid:public_id>/", questions.QuestionOne.as_view(), name="api-question"),
    path("policies/", questions.Policies.as_view(), name="api-policies"),
    path("period-locks/", questions.Locks.as_view(), name="api-period-locks"),
    path("audit/", audit.Works.as_view(), name="api-audit"),
    path("audit/<uuid:public_id>/", audit.WorkOne.as_view(), name="api-audit-work"),
    path("audit/<uuid:public_id>/papers/", audit.Papers.as_view(), name="api-audit-papers"),
    path("audit/<uuid:public_id>/papers/<uuid:paper>/", audit.PaperOne.as_view(), name="api-audit-paper"),
]
