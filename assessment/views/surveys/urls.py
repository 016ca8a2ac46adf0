"""Addresses of surveys."""

from django.urls import path

from assessment.views.surveys import answering, pages

urlpatterns = [
    # Short, since it is printed and typed; open to everybody who has a code.
    path("survey/", answering.answer, name="survey-answer"),
    path("surveys/", pages.survey_list, name="surveys"),
    path("surveys/new/", pages.survey_new, name="survey-new"),
    path("surveys/<uuid:public_id>/", pages.survey_detail, name="survey"),
    path("surveys/<uuid:public_id>/edit/", pages.survey_edit, name="survey-edit"),
    path("surveys/<uuid:public_id>/export/", pages.survey_export, name="survey-export"),
    path("surveys/<uuid:public_id>/<uuid:unit_id>/codes/", pages.survey_codes, name="survey-codes"),
]
