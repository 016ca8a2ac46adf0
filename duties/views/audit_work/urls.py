"""Addresses of audit work."""

from django.urls import URLPattern, path

from duties.views.audit_work import drawing, papers, works

ONE = "audit/<uuid:public_id>/"
PAPER = f"{ONE}papers/<uuid:paper>/"

urlpatterns: list[URLPattern] = [
    path("audit/", works.works, name="audit"),
    path("audit/new/", works.work_new, name="audit-new"),
    path(ONE, works.work_detail, name="audit-work"),
    path(f"{ONE}draw/", drawing.draw, name="audit-draw"),
    path(f"{ONE}choose/", drawing.choose, name="audit-choose"),
    path(f"{ONE}conclude/", works.conclude, name="audit-conclude"),
    path(f"{ONE}reopen/", works.reopen, name="audit-reopen"),
    path(f"{ONE}close/", works.close, name="audit-close"),
    path(f"{ONE}report/", works.report, name="audit-report"),
    path(PAPER, papers.paper_detail, name="audit-paper"),
    path(f"{PAPER}save/", papers.save, name="audit-paper-save"),
    path(f"{PAPER}conclude/", papers.conclude, name="audit-paper-conclude"),
    path(f"{PAPER}reopen/", papers.reopen, name="audit-paper-reopen"),
    path(f"{PAPER}files/<uuid:file>/", papers.paper_file, name="audit-paper-file"),
]
