"""Addresses of inspections."""

from django.urls import URLPattern, path

from assessment.views.inspections import onsite, pages, plans

ONE = "inspections/<uuid:public_id>/"
PLAN = "inspections/plans/<uuid:public_id>/"
FINDING = f"{ONE}findings/<uuid:finding>/"

urlpatterns: list[URLPattern] = [
    path("inspections/", pages.inspection_list, name="inspections"),
    path("findings/", pages.finding_list, name="findings"),
    path("inspections/plans/", plans.plan_list, name="inspection-plans"),
    path("inspections/plans/new/", plans.plan_new, name="inspection-plan-new"),
    path(PLAN, plans.plan_detail, name="inspection-plan"),
    path(f"{PLAN}propose/", plans.plan_propose, name="inspection-plan-propose"),
    path(f"{PLAN}teams/", plans.plan_teams, name="inspection-plan-teams"),
    path(f"{PLAN}lines/", plans.plan_lines, name="inspection-plan-lines"),
    path(f"{PLAN}submit/", plans.submit, name="inspection-plan-submit"),
    path(f"{PLAN}approve/", plans.approve, name="inspection-plan-approve"),
    path(f"{PLAN}return/", plans.send_back, name="inspection-plan-return"),
    path(f"{PLAN}revise/", plans.revise, name="inspection-plan-revise"),
    path("inspections/questions/", plans.questions, name="inspection-questions"),
    path("inspections/questions/<slug:kind>/", plans.questions_of, name="inspection-questions-of"),
    path(ONE, pages.inspection_detail, name="inspection"),
    path(f"{ONE}start/", pages.start, name="inspection-start"),
    path(f"{ONE}close/", pages.close, name="inspection-close"),
    path(f"{ONE}reopen/", pages.reopen, name="inspection-reopen"),
    path(f"{ONE}cancel/", pages.cancel, name="inspection-cancel"),
    path(f"{ONE}on-site/", onsite.on_site, name="inspection-on-site"),
    path(f"{ONE}answer/", onsite.answer, name="inspection-answer"),
    path(f"{ONE}find/", onsite.find, name="inspection-find"),
    path(f"{ONE}sheet/", pages.sheet, name="inspection-sheet"),
    path(f"{ONE}files/<uuid:file>/", pages.finding_file, name="finding-file"),
    path(f"{FINDING}settle/", pages.settle, name="finding-settle"),
    path(f"{FINDING}withdraw/", pages.withdraw, name="finding-withdraw"),
]
