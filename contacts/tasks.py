"""Celery tasks of the contacts app. Thin: each runs one stage and nudges it again while there is work left."""

from celery import shared_task
from django.conf import settings

from contacts.attributes import indexing
from contacts.bulk import stage as bulk
from contacts.models import ContactImport
from contacts.privacy import sweeping
from contacts.scoring import stage as scoring
from contacts.segments import refresh
from contacts.services.contact_totals import contact_totals_fold
from contacts.services.event_months import (
    FOLDED,
    event_counts_fold,
    event_keys_expire,
    event_months_expire,
    event_months_open,
    events_analyze,
)
from contacts.services.exports import export_next, export_run, exports_expire
from contacts.services.import_lease import import_next
from contacts.services.importing import imports_expire
from contacts.services.imports import import_run
from workspaces.clock import database_now
from workspaces.nudge import nudge

BATCH = 5_000


@shared_task
def refresh_segments() -> None:
    """Brings segments in line with what changed."""
    if refresh.run(database_now(), BATCH).more:
        nudge("contacts.tasks.refresh_segments")


@shared_task
def run_bulk() -> None:
    """Carries out the next chunks of bulk operations."""
    if bulk.run(database_now()).more:
        nudge("contacts.tasks.run_bulk")


@shared_task
def forget_bulk_changes() -> None:
    """Whom operations changed that can't be undone any more is forgotten."""
    bulk.forget(database_now())


@shared_task
def run_scoring() -> None:
    """Brings scores in line with rules, contacts, events and the day."""
    if scoring.run(database_now()).more:
        nudge("contacts.tasks.run_scoring")


@shared_task
def forget_score_changes() -> None:
    """Score history that is older than is kept is forgotten."""
    scoring.forget(database_now())


@shared_task
def sweep_gone_contacts() -> None:
    """Looks for what was committed about contacts after they were gone."""
    sweeping.run(database_now())


@shared_task
def run_imports() -> None:
    """Works through the oldest import that waits."""
    import_id = import_next(ContactImport)
    if import_id is not None:
        import_run(import_id=import_id)
        nudge("contacts.tasks.run_imports")


@shared_task
def run_exports() -> None:
    """Writes the oldest export that waits."""
    export_id = export_next()
    if export_id is not None:
        export_run(export_id=export_id)
        nudge("contacts.tasks.run_exports")


@shared_task
def compact_counters() -> None:
    """Counts of events and of contacts are folded."""
    while event_counts_fold() == FOLDED:
        pass
    contact_totals_fold()


@shared_task
def build_attribute_indexes() -> None:
    """Builds the indexes of attributes that were marked, and drops those of others."""
    indexing.bring_in_line()


@shared_task
def keep_event_months() -> None:
    """Months of events to come are opened, those past their time are dropped."""
    now = database_now()
    event_months_open(now=now)
    event_months_expire(now=now, keep=settings.EVENT_RETENTION_MONTHS)
    event_keys_expire(now=now, keep=settings.EVENT_KEY_RETENTION_MONTHS, keep_events=settings.EVENT_RETENTION_MONTHS)
    events_analyze()


@shared_task
def expire_files() -> None:
    """Gives up uploads that nobody went on with, and deletes files and rows whose time is up."""
    now = database_now()
    imports_expire(now=now)
    exports_expire(now=now)
