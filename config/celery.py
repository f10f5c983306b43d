"""The Celery application and the one list of ticks. Stages live in the apps; a tick only wakes one."""

import dataclasses
import os

from celery import Celery, Task
from celery.signals import beat_init, task_postrun, worker_init
from django.db import close_old_connections
from django_structlog.celery.steps import DjangoStructLogInitStep

from config.memory import settle
from config.scopes import ScopedTask
from workspaces.wall.scope import confine_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")


@dataclasses.dataclass(frozen=True)
class Tick:
    """One system tick: wakes the task every `seconds`; undelivered ticks are dropped after `expires` seconds."""

    task: str
    seconds: float
    expires: float


HEARTBEATS = ("workspaces.tasks.heartbeat", "workspaces.tasks.delivery_heartbeat")
TICKS = (
    Tick("contacts.tasks.refresh_segments", seconds=2, expires=30),
    Tick("contacts.tasks.run_imports", seconds=2, expires=30),
    Tick("messaging.tasks.run_suppression_imports", seconds=2, expires=30),
    Tick("contacts.tasks.run_bulk", seconds=2, expires=30),
    Tick("contacts.tasks.sweep_gone_contacts", seconds=10, expires=30),
    Tick("contacts.tasks.forget_bulk_changes", seconds=600, expires=600),
    Tick("contacts.tasks.run_exports", seconds=2, expires=30),
    Tick("contacts.tasks.run_scoring", seconds=2, expires=30),
    Tick("contacts.tasks.forget_score_changes", seconds=600, expires=600),
    Tick("contacts.tasks.keep_event_months", seconds=3_600, expires=3_600),
    Tick("campaigns.tasks.run_triggers", seconds=1, expires=30),
    Tick("campaigns.tasks.run_engine", seconds=1, expires=30),
    Tick("messaging.tasks.run_delivery", seconds=1, expires=30),
    Tick("messaging.tasks.run_verification", seconds=2, expires=30),
    Tick("messaging.tasks.run_reports", seconds=1, expires=30),
    Tick("messaging.tasks.read_mailboxes", seconds=15, expires=30),
    Tick("messaging.tasks.wake_threads", seconds=10, expires=30),
    Tick("messaging.tasks.forget_conversations", seconds=3600, expires=3600),
    Tick("messaging.tasks.settle_reported", seconds=60, expires=60),
    Tick("messaging.tasks.forget_reports", seconds=600, expires=600),
    Tick("campaigns.tasks.run_webhooks", seconds=1, expires=30),
    Tick("workspaces.tasks.run_outbound_webhooks", seconds=1, expires=30),
    Tick("workspaces.tasks.forget_webhook_events", seconds=600, expires=600),
    Tick("campaigns.tasks.run_settle", seconds=1, expires=30),
    Tick("campaigns.tasks.run_outages", seconds=5, expires=30),
    Tick("campaigns.tasks.run_orders", seconds=2, expires=30),
    Tick("campaigns.tasks.run_goals", seconds=2, expires=30),
    Tick("campaigns.tasks.run_waits", seconds=2, expires=30),
    Tick("campaigns.tasks.run_moves", seconds=2, expires=30),
    Tick("campaigns.tasks.compact_counters", seconds=60, expires=60),
    Tick("contacts.tasks.compact_counters", seconds=60, expires=60),
    Tick("messaging.tasks.compact_counters", seconds=60, expires=60),
    Tick("messaging.tasks.watch_reputation", seconds=300, expires=300),
    Tick("messaging.tasks.open_domain_checks", seconds=600, expires=600),
    Tick("messaging.tasks.run_domain_checks", seconds=30, expires=30),
    Tick("messaging.tasks.run_provider_templates", seconds=60, expires=60),
    Tick("contacts.tasks.expire_files", seconds=3600, expires=3600),
    Tick("messaging.tasks.sweep_onsite", seconds=3600, expires=3600),
    Tick("messaging.tasks.expire_suppression_imports", seconds=3600, expires=3600),
    Tick("contacts.tasks.build_attribute_indexes", seconds=30, expires=30),
    Tick("workspaces.tasks.mail_notices", seconds=60, expires=60),
    Tick("workspaces.tasks.reload_balances", seconds=30, expires=30),
    Tick("workspaces.tasks.expire_idempotent_answers", seconds=600, expires=600),
    *(Tick(heartbeat, seconds=2, expires=30) for heartbeat in HEARTBEATS),
)

app = Celery("campanile", task_cls=ScopedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Puts the task's id and the id of the request that caused it on every log line.
app.steps["worker"].add(DjangoStructLogInitStep)


@worker_init.connect
def settle_worker(**kwargs: object) -> None:
    """Before its pool is forked, so that the children share what stays. None of them reaches a row but for a task."""
    settle()
    confine_process()


@beat_init.connect
def confine_beat(**kwargs: object) -> None:
    """Ticks are nobody's rows."""
    confine_process()


@task_postrun.connect
def drop_broken_connections(sender: Task, **kwargs: object) -> None:
    """After a task, close a database connection that broke or grew old; the next task opens a new one.

    With CELERY_DB_REUSE_MAX Celery itself would keep a broken one for thousands of tasks.
    """
    if not sender.request.is_eager:
        close_old_connections()
