"""The composition root: settings, URLs, Celery and the servers of one machine. No domain code."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
