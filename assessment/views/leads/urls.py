"""Addresses of accountability leads."""

from django.urls import URLPattern, path

from assessment.views.leads import pages

ONE = "leads/<uuid:public_id>/"

urlpatterns: list[URLPattern] = [
    path("leads/", pages.lead_list, name="leads"),
    path("leads/new/", pages.lead_new, name="lead-new"),
    path(ONE, pages.lead_detail, name="lead"),
    path(f"{ONE}submit/", pages.submit, name="lead-submit"),
    path(f"{ONE}return/", pages.send_back, name="lead-return"),
    path(f"{ONE}agree/", pages.agree, name="lead-agree"),
    path(f"{ONE}dismiss/", pages.dismiss, name="lead-dismiss"),
    path(f"{ONE}cancel/", pages.cancel, name="lead-cancel"),
    path(f"{ONE}hand/", pages.hand, name="lead-hand"),
    path(f"{ONE}sheet/", pages.sheet, name="lead-sheet"),
]
