"""Celery tasks of the workspaces app. Thin: each calls one service."""

from celery import shared_task

from workspaces.clock import database_now
from workspaces.models import ProcessRole
from workspaces.nudge import nudge
from workspaces.outbound import stage as outbound
from workspaces.outbound import states as deliveries
from workspaces.services.heartbeats import heartbeat_record
from workspaces.services.idempotency import idempotent_answers_expire
from workspaces.services.notices import notices_mail
from workspaces.services.reloading import balances_reload


@shared_task
def heartbeat() -> None:
    """Prove that a worker takes passes over the database."""
    heartbeat_record(role=ProcessRole.WORKER)


@shared_task
def delivery_heartbeat() -> None:
    """Prove that a worker takes deliveries."""
    heartbeat_record(role=ProcessRole.DELIVERY)


@shared_task
def expire_idempotent_answers() -> None:
    """Forget the answers that are no longer replayed."""
    idempotent_answers_expire()


@shared_task
def reload_balances() -> None:
    """Pay in where little is left and somebody has asked for it."""
    balances_reload()


@shared_task
def mail_notices() -> None:
    """Tell members of what stops their campaigns."""
    notices_mail(now=database_now())


@shared_task
def run_outbound_webhooks() -> None:
    """Tell endpoints of what happened."""
    if outbound.run()[1]:
        nudge("workspaces.tasks.run_outbound_webhooks")


@shared_task
def forget_webhook_events() -> None:
    """Drop events that are older than they are kept."""
    while deliveries.forget(database_now()):
        pass
