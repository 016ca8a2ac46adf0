"""Addresses of the pages of analysis."""

from django.urls import URLPattern, path

from duties.views.analysis import compare, fulfilment, heat, ranking, tiers, trend

urlpatterns: list[URLPattern] = [
    path("analysis/", fulfilment.page, name="analysis"),
    path("analysis/compare/", compare.page, name="analysis-compare"),
    path("analysis/heat/", heat.page, name="analysis-heat"),
    path("analysis/ranking/", ranking.page, name="analysis-ranking"),
    path("analysis/tiers/", tiers.page, name="analysis-tiers"),
    path("analysis/trend/", trend.page, name="analysis-trend"),
]
