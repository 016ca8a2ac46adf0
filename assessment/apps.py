"""Application configuration."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """The app assessment."""

    name = "assessment"
    verbose_name = "考核"
