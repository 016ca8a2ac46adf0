"""Addresses of commendations."""

from django.urls import URLPattern, path

from assessment.views.commendations import pages

ONE = "commendations/<uuid:public_id>/"

urlpatterns: list[URLPattern] = [
    path("commendations/", pages.commendation_list, name="commendations"),
    path("commendations/new/", pages.commendation_new, name="commendation-new"),
    path(ONE, pages.commendation_detail, name="commendation"),
    path(f"{ONE}relist/", pages.relist, name="commendation-relist"),
    path(f"{ONE}submit/", pages.submit, name="commendation-submit"),
    path(f"{ONE}return/", pages.send_back, name="commendation-return"),
    path(f"{ONE}agree/", pages.agree, name="commendation-agree"),
    path(f"{ONE}dismiss/", pages.dismiss, name="commendation-dismiss"),
    path(f"{ONE}cancel/", pages.cancel, name="commendation-cancel"),
    path(f"{ONE}withdraw/", pages.withdraw, name="commendation-withdraw"),
]
