"""Addresses of the interface that are those of logging."""

from django.urls import path

from meetings.api import entries, field, follow, remarks, signs

urlpatterns = [
    path("entries/", entries.Entries.as_view(), name="api-entries"),
    path("entries/<uuid:public_id>/", entries.EntryOne.as_view(), name="api-entry"),
    path("entries/<uuid:public_id>/submit/", entries.EntrySubmit.as_view(), name="api-entry-submit"),
    path("entries/<uuid:public_id>/confirm/", entries.EntryConfirm.as_view(), name="api-entry-confirm"),
    path("entries/<uuid:public_id>/return/", entries.EntryReturn.as_view(), name="api-entry-return"),
    path("entries/<uuid:public_id>/withdraw/", entries.EntryWithdraw.as_view(), name="api-entry-withdraw"),
    path("entries/<uuid:public_id>/cancel/", entries.EntryCancel.as_view(), name="api-entry-cancel"),
    path("entries/<uuid:public_id>/correct/", entries.EntryCorrect.as_view(), name="api-entry-correct"),
    path("entries/<uuid:public_id>/comments/", remarks.EntryComments.as_view(), name="api-entry-comments"),
    path("evidence/<uuid:public_id>/", remarks.EvidenceFile.as_view(), name="api-evidence"),
    path("records/", field.Records.as_view(), name="api-records"),
    path("records/<uuid:public_id>/", field.RecordOne.as_view(), name="api-record"),
    path("links/", field.Links.as_view(), name="api-links"),
    path("households/<uuid:unit>/", field.Households.as_view(), name="api-households"),
    path("follow-ups/", follow.FollowUps.as_view(), name="api-follow-ups"),
    path("follow-ups/<uuid:public_id>/", follow.FollowUpOne.as_view(), name="api-follow-up"),
    path("follow-ups/<uuid:public_id>/close/", follow.FollowUpClose.as_view(), name="api-follow-up-close"),
    path("follow-ups/<uuid:public_id>/reopen/", follow.FollowUpReopen.as_view(), name="api-follow-up-reopen"),
    path("problems/", follow.Problems.as_view(), name="api-problems"),
    path("problems/<uuid:public_id>/", follow.ProblemOne.as_view(), name="api-problem"),
    path("problems/<uuid:public_id>/solve/", follow.ProblemSolve.as_view(), name="api-problem-solve"),
    path("problems/<uuid:public_id>/reopen/", follow.ProblemReopen.as_view(), name="api-problem-reopen"),
    path("signs/", signs.Signs.as_view(), name="api-signs"),
    path("signs/<uuid:public_id>/", signs.SignOne.as_view(), name="api-sign"),
    path("signs/<uuid:public_id>/answer/", signs.SignAnswer.as_view(), name="api-sign-answer"),
    path("signs/<uuid:public_id>/close/", signs.SignClose.as_view(), name="api-sign-close"),
]
