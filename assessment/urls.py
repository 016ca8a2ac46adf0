"""Addresses of chapters 5 and 6; each subject brings its own list."""

from django.urls import URLPattern, URLResolver

from assessment.views.commendations.urls import urlpatterns as commendations
from assessment.views.inspections.urls import urlpatterns as inspections
from assessment.views.leads.urls import urlpatterns as leads
from assessment.views.reports.urls import urlpatterns as reports
from assessment.views.schemes.urls import urlpatterns as schemes
from assessment.views.statistics.urls import urlpatterns as statistics
from assessment.views.surveys.urls import urlpatterns as surveys

urlpatterns: list[URLPattern | URLResolver] = [
    *commendations,
    *inspections,
    *reports,
    *leads,
    *statistics,
    *surveys,
    *schemes,
]
