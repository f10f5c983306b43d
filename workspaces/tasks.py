"""Celery tasks of the workspaces app. Thin: each calls one service."""

from celery import shared_task

from workspaces.models import ProcessRole
from workspaces.services.heartbeats import heartbeat_record


@shared_task
def heartbeat() -> None:
    """Prove that a worker takes tasks."""
    heartbeat_record(role=ProcessRole.WORKER)
