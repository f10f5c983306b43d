"""Celery tasks of the campaigns app: each wakes one stage and lets it work for a while. No rule stands here."""

from celery import shared_task

from campaigns.engine import counters, orders, outages, settle, stage, triggers
from campaigns.engine.goals import sweep
from campaigns.engine.moving import stage as moving_stage
from campaigns.engine.progress import drain
from campaigns.engine.waking import sweep as waits
from campaigns.webhooks import stage as webhooks


@shared_task
def run_triggers() -> None:
    """Scheduled campaigns begin, schedules fire, runs enrol."""
    drain(triggers.run, "campaigns.tasks.run_triggers")


@shared_task
def run_engine() -> None:
    """Due executions and settled messages move on."""
    drain(stage.run, "campaigns.tasks.run_engine")


@shared_task
def run_webhooks() -> None:
    """Calls of webhook nodes are made."""
    drain(webhooks.run, "campaigns.tasks.run_webhooks")


@shared_task
def run_goals() -> None:
    """Contacts who reached their campaign's goal are counted, and end where they are to."""
    drain(sweep.run, "campaigns.tasks.run_goals")


@shared_task
def run_waits() -> None:
    """Contacts who wait for a rule are asked again."""
    drain(waits.run, "campaigns.tasks.run_waits")


@shared_task
def run_moves() -> None:
    """Executions move to the version that was published for them, too."""
    drain(moving_stage.run, "campaigns.tasks.run_moves")


@shared_task
def run_orders() -> None:
    """Operators' orders over many executions are carried out."""
    drain(orders.run, "campaigns.tasks.run_orders")


@shared_task
def run_outages() -> None:
    """Campaigns are held whose sender's provider failed again and again."""
    drain(outages.run, "campaigns.tasks.run_outages")


@shared_task
def run_settle() -> None:
    """Finished runs and campaigns complete."""
    drain(settle.run, "campaigns.tasks.run_settle")


@shared_task
def compact_counters() -> None:
    """Counter deltas are folded."""
    counters.compact()
