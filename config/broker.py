"""How Celery reaches its broker: whatever CELERY_BROKER_URL names, or pgmq in the application's own database."""

from typing import Any

from psycopg.conninfo import make_conninfo

# Work cut short by a killed worker is found again by the next tick; this only returns its message to the queue.
_VISIBILITY_SECONDS = 900
_TIMEOUT_SECONDS = 3


def transport_options(broker_url: str, database: dict[str, Any]) -> dict[str, Any]:
    """Celery's `broker_transport_options` for this address. `database` is the settings' default database."""
    if broker_url.startswith("pgmq:"):
        return {
            # The schema comes from a migration, so that a role without superuser rights can use it.
            "init_extension": False,
            "conn_string": _conn_string(database),
            "pool_size": 4,
            "pool_timeout": _TIMEOUT_SECONDS,
            "visibility_timeout": _VISIBILITY_SECONDS,
            # Sleeping on NOTIFY instead of a long poll keeps the worker free to acknowledge and to stop.
            "wait_time_seconds": 0,
            "use_notify": True,
            "notify_throttle_interval_ms": 50,
            # A process that has just become free looks for its next message only after this, unless one is announced.
            # With a second, a worker of one process falls behind the ticks and drops most of them as expired.
            "polling_interval": 0.1,
        }
    if broker_url.startswith(("redis:", "rediss:")):
        return {
            "visibility_timeout": _VISIBILITY_SECONDS,
            "socket_connect_timeout": _TIMEOUT_SECONDS,
            "socket_keepalive": True,
        }
    return {}


def _conn_string(database: dict[str, Any]) -> str:
    """The key=value form; the pgmq client misreads URLs that name a socket."""
    given = {name: str(database.get(name.upper(), "")) for name in ("host", "port", "user", "password")}
    # A socket's folder arrives as an option: postgresql://user@/name?host=/run/postgresql
    given["host"] = database.get("OPTIONS", {}).get("host") or given["host"]
    return make_conninfo(dbname=database["NAME"], **{name: value for name, value in given.items() if value})
