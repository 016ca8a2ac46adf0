"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

SUBJECTS: tuple[str, ...] = (
    "article_works",
    "assessing",
    "commending",
    "inspecting",
    "reporting",
    "statistics_part",
    "surveys_part",
)
"""The subjects of chapters 5 and 6, each a module `assessment.<subject>` whose `join` puts its parts into the shell."""


class AssessmentConfig(AppConfig):
    """The app assessment."""

    name = "assessment"
    verbose_name = "考核"

    def ready(self) -> None:
        """Let every subject add what the shell composes."""
        for subject in SUBJECTS:
            import_string(f"assessment.{subject}.join")()
