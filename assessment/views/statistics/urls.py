"""Addresses of statistics."""

from django.urls import path

from assessment.views.statistics import imports, indicators, values

urlpatterns = [
    path("statistics/", values.value_list, name="statistics"),
    path("statistics/import/", imports.import_new, name="statistics-import-new"),
    path("statistics/import/template/", imports.template, name="statistics-template"),
    path("statistics/import/<uuid:public_id>/", imports.import_detail, name="statistics-import"),
    path("statistics/import/<uuid:public_id>/give-up/", imports.give_up, name="statistics-import-give-up"),
    path("statistics/indicators/", indicators.indicator_list, name="statistic-indicators"),
    path("statistics/indicators/new/", indicators.indicator_new, name="statistic-indicator-new"),
    path("statistics/indicators/<uuid:public_id>/", indicators.indicator_detail, name="statistic-indicator"),
    path(
        "statistics/indicators/<uuid:public_id>/edit/",
        indicators.indicator_edit,
        name="statistic-indicator-edit",
    ),
    path(
        "statistics/indicators/<uuid:public_id>/retire/", indicators.retire, name="statistic-indicator-retire"
    ),
    path("statistics/<uuid:public_id>/<uuid:unit_id>/<str:period>/", values.value_detail, name="statistic"),
]
