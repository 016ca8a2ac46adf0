"""Project package and shell: units, people, accounts, access, documents, jobs, messages."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
