"""Celery tasks of the messaging app. Thin: each runs one stage."""

from celery import shared_task

from messaging.counters import jobs
from messaging.delivery import stage
from workspaces.nudge import nudge


@shared_task
def run_delivery() -> None:
    """Stage 4: deliver what is due; wake this stage again when there is more, and the engine for what was settled."""
    progress = stage.run()
    if progress.more:
        nudge("messaging.tasks.run_delivery")
    if progress.settled:
        nudge("campaigns.tasks.run_engine")


@shared_task
def compact_counters() -> None:
    """Counter deltas are folded."""
    jobs.compact()
