"""The readiness checks. Each returns None when all is well, or a sentence for the operator; none of them writes."""

from collections.abc import Callable

from celery import current_app
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from workspaces.models import ProcessRole
from workspaces.selectors.heartbeats import SEEN_LATELY, process_alive

_BROKER_SECONDS = 3


def database() -> str | None:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return None


def migrations() -> str | None:
    """Every migration of this version has been applied."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(pending)} migrations are not applied" if pending else None


def broker() -> str | None:
    """The broker accepts a connection."""
    with current_app.connection_for_write(connect_timeout=_BROKER_SECONDS) as link:
        link.ensure_connection(max_retries=1, timeout=_BROKER_SECONDS)
    return None


def beat() -> str | None:
    """A scheduler was seen lately."""
    return _seen(ProcessRole.BEAT)


def worker() -> str | None:
    """A worker took a pass lately, or is busy with some."""
    return _seen(ProcessRole.WORKER)


def delivery() -> str | None:
    """A worker took a delivery lately, or is busy with some."""
    return _seen(ProcessRole.DELIVERY)


def _seen(role: ProcessRole) -> str | None:
    if process_alive(role):
        return None
    return f"no {role.label.lower()} was seen in the last {SEEN_LATELY.seconds} seconds"


CHECKS: dict[str, Callable[[], str | None]] = {
    "database": database,
    "migrations": migrations,
    "broker": broker,
    "beat": beat,
    "worker": worker,
    "delivery": delivery,
}


def run_checks() -> dict[str, str]:
    """Run every check; the answer says "ok" or what is wrong, by name."""
    return {name: _outcome(check) for name, check in CHECKS.items()}


def _outcome(check: Callable[[], str | None]) -> str:
    try:
        return check() or "ok"
    except Error as error:
        return f"database: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
    except Exception as error:  # noqa: BLE001 - every broker transport raises errors of its own
        return type(error).__name__
