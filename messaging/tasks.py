"""Celery tasks of the messaging app. Thin: each runs one stage."""

import time

from celery import shared_task

from contacts.services.import_lease import import_next
from messaging.counters import jobs
from messaging.deliverability import checks, numbers, reputation
from messaging.delivery import stage
from messaging.hooks import receiving
from messaging.hooks import stage as reports
from messaging.hooks.applying import catch_up
from messaging.models import SuppressionImport
from messaging.returns import stage as mailboxes
from messaging.services import inbox_retention
from messaging.services.inbox import threads_wake
from messaging.services.provider_templates import ROUND as PROVIDER_TEMPLATES
from messaging.services.provider_templates import provider_templates_run
from messaging.services.suppression_imports import suppression_imports_expire
from messaging.services.suppression_loading import suppression_import_run
from messaging.site.feed import onsite_sweep
from messaging.verification import stage as verification
from workspaces.clock import database_now
from workspaces.nudge import nudge

_REPORT_SECONDS = 5.0


@shared_task
def run_delivery() -> None:
    """Stage 4: deliver what is due; wake this stage again when there is more, and the engine for what was settled."""
    progress = stage.run()
    if progress.more:
        nudge("messaging.tasks.run_delivery")
    if progress.settled:
        nudge("campaigns.tasks.run_engine")


@shared_task
def run_verification() -> None:
    """Addresses that campaigns want to know of are looked at; wakes itself again when there may be more."""
    if verification.run() >= verification.BATCH:
        nudge("messaging.tasks.run_verification")


@shared_task
def compact_counters() -> None:
    """Counter deltas are folded."""
    jobs.compact()
    numbers.compact(database_now())


@shared_task
def watch_reputation() -> None:
    """Notes senders whose mails are complained of too much."""
    reputation.run(database_now())


@shared_task
def open_domain_checks() -> None:
    """Sending domains that are new are asked about."""
    checks.open_checks(database_now())


@shared_task
def run_domain_checks() -> None:
    """Asks the DNS about sending domains whose time has come."""
    if checks.run(database_now()) == checks.ROUND:
        nudge(checks.RUN)


@shared_task
def run_provider_templates() -> None:
    """Asks providers for the templates that they keep, and their states."""
    if provider_templates_run(database_now()) == PROVIDER_TEMPLATES:
        nudge("messaging.tasks.run_provider_templates")


@shared_task
def run_suppression_imports() -> None:
    """Works through the oldest import of a suppression list that waits."""
    import_id = import_next(SuppressionImport)
    if import_id is not None:
        suppression_import_run(import_id=import_id)
        nudge("messaging.tasks.run_suppression_imports")


@shared_task
def expire_suppression_imports() -> None:
    """Gives up lists that nobody went on with, and forgets refused rows whose time is up."""
    suppression_imports_expire(now=database_now())


@shared_task
def run_reports() -> None:
    """What providers reported is applied, for some seconds; wake this stage again when there is more."""
    until = time.monotonic() + _REPORT_SECONDS
    while reports.run():
        if time.monotonic() > until:
            nudge(receiving.STAGE)
            return


@shared_task
def read_mailboxes() -> None:
    """Senders' mailboxes are looked into; wakes itself again when there may be more."""
    if mailboxes.run():
        nudge(mailboxes.RUN)


@shared_task
def wake_threads() -> None:
    """Snoozed threads whose time is over are open again."""
    threads_wake(now=database_now())


@shared_task
def forget_conversations() -> None:
    """Conversations that workspaces keep no longer are deleted; wakes itself again when there is more."""
    if inbox_retention.conversations_forget(now=database_now()):
        nudge(inbox_retention.RUN)


@shared_task
def forget_reports() -> None:
    """Reports that were applied long ago are deleted."""
    reports.forget()


@shared_task
def settle_reported() -> None:
    """Messages of unknown outcome that were reported on while they were on their way are settled."""
    catch_up()


@shared_task
def sweep_onsite() -> None:
    """Messages in websites that expired long ago are removed."""
    if onsite_sweep(now=database_now()):
        nudge("messaging.tasks.sweep_onsite")
