"""Addresses of rulebook, ledger, board, alerts and supervision."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
