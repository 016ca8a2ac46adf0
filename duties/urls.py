"""Addresses of rulebook, ledger, board, alerts and supervision."""

from django.urls import URLPattern, URLResolver, path

from duties.views import rulebook

urlpatterns: list[URLPattern | URLResolver] = [
    path("rulebook/", rulebook.overview, name="rulebook"),
    path("rulebook/<int:number>/", rulebook.article, name="rulebook-article"),
]
