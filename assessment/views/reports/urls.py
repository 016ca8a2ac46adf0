"""Addresses of reports."""

from django.urls import URLPattern, path

from assessment.views.reports import (
    drafting,
    lists,
    merging,
    pages,
    papers,
    remarks,
    sections,
    templates,
)

ONE = "reports/<uuid:public_id>/"
SECTION = f"{ONE}sections/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("reports/", lists.report_list, name="reports"),
    path("reports/new/", drafting.report_new, name="report-new"),
    path("reports/reporting/", lists.reporting, name="reporting"),
    path("reports/merged/", merging.merged_reports, name="report-merged"),
    path("reports/rows/", lists.rows, name="report-rows"),
    path("reports/templates/", templates.templates, name="report-templates"),
    path("reports/templates/<slug:kind>/", templates.template_edit, name="report-template"),
    path(ONE, pages.report_detail, name="report"),
    path(f"{ONE}head/", drafting.head, name="report-head"),
    path(f"{ONE}renew/", drafting.renew, name="report-renew"),
    path(f"{ONE}paper.pdf", papers.report_pdf, name="report-pdf"),
    path(f"{ONE}paper.docx", papers.report_docx, name="report-docx"),
    path(f"{ONE}submit/", pages.submit, name="report-submit"),
    path(f"{ONE}review/", pages.review, name="report-review"),
    path(f"{ONE}reword/", pages.reword, name="report-reword"),
    path(f"{ONE}sign/", pages.sign, name="report-sign"),
    path(f"{ONE}recall/", pages.recall, name="report-recall"),
    path(f"{ONE}send/", pages.send, name="report-send"),
    path(f"{ONE}receive/", pages.receive, name="report-receive"),
    path(f"{ONE}return/", pages.send_back, name="report-return"),
    path(f"{ONE}withdraw/", pages.withdraw, name="report-withdraw"),
    path(f"{ONE}cancel/", pages.cancel, name="report-cancel"),
    path(f"{ONE}remarks/", remarks.remark, name="report-remark"),
    path(f"{ONE}remarks/<uuid:remark>/settle/", remarks.remark_settle, name="report-remark-settle"),
    path(SECTION, sections.section_edit, name="report-section"),
    path(f"{SECTION}autosave/", sections.section_autosave, name="report-section-autosave"),
    path(f"{SECTION}versions/", sections.section_versions, name="report-section-versions"),
    path(f"{SECTION}restore/", sections.section_restored, name="report-section-restore"),
]
