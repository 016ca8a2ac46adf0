"""Addresses of the interface that are those of logging."""

from django.urls import path

from meetings.api import entries, field, remarks

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
]
