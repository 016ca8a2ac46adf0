"""Addresses of the interface that are the shell's; each app adds its own below the same beginning."""

from django.urls import path

from portal.api import events, shell

urlpatterns = [
    path("me/", shell.Me.as_view(), name="api-me"),
    path("units/", shell.Units.as_view(), name="api-units"),
    path("units/<uuid:public_id>/", shell.UnitOne.as_view(), name="api-unit"),
    path("documents/", shell.Documents.as_view(), name="api-documents"),
    path("documents/<uuid:public_id>/", shell.DocumentOne.as_view(), name="api-document"),
    path("documents/<uuid:public_id>/file/", shell.DocumentFile.as_view(), name="api-document-file"),
    path("messages/", shell.Messages.as_view(), name="api-messages"),
    path("messages/<uuid:public_id>/read/", shell.MessageRead.as_view(), name="api-message-read"),
    path("jobs/", shell.Jobs.as_view(), name="api-jobs"),
    path("jobs/<uuid:public_id>/", shell.JobOne.as_view(), name="api-job"),
    path("jobs/<uuid:public_id>/cancel/", shell.JobCancel.as_view(), name="api-job-cancel"),
    path("jobs/<uuid:public_id>/files/<uuid:file_id>/", shell.JobFile.as_view(), name="api-job-file"),
    path("files/", shell.Uploads.as_view(), name="api-files"),
    path("events/", events.Events.as_view(), name="api-events"),
]
