"""The database: the one that DATABASE_URL names, else the one that `config.embedded` keeps."""

from typing import Any

from config import embedded
from config.settings.environment import DATA_DIR, env


def embedded_database(*, durable: bool) -> dict[str, Any]:
    """Database settings for the server that `config.embedded` keeps in DATA_DIR."""
    cluster = embedded.Cluster(DATA_DIR, durable)
    return {
        "ENGINE": "config.embedded_backend",
        # Another name is for tests that start processes of their own.
        "NAME": env.str("EMBEDDED_DATABASE", default=embedded.DATABASE),
        "USER": embedded.ROLE,
        "HOST": str(cluster.socket_dir),
        "PORT": "5432",
        "EMBEDDED": {"data_dir": str(DATA_DIR), "durable": durable},
    }


def named_database() -> dict[str, Any]:
    """Database settings for the server that DATABASE_URL names."""
    named: dict[str, Any] = env.db("DATABASE_URL")
    return named | {"ENGINE": "workspaces.wall.backend"}


def with_session(database: dict[str, Any]) -> dict[str, Any]:
    """How connections are kept: reused, and ended by the server when they hold locks and stand still.

    A process may be suspended in the middle of a transaction; nobody could claim beside its locks until it goes on.
    """
    options = {"options": "-c idle_in_transaction_session_timeout=60000"} | database.get("OPTIONS", {})
    return database | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


EMBEDDED_POSTGRES = not env.str("DATABASE_URL", default="")
DATABASES: dict[str, Any] = {
    "default": with_session(embedded_database(durable=True) if EMBEDDED_POSTGRES else named_database())
}
# Whether the database itself keeps workspaces apart: on, off, or auto (where it can without making searches slow).
ROW_SECURITY = env.str("ROW_SECURITY", default="auto")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = [
    # E-mail addresses are unique without regard to case, by a constraint that this check doesn't see.
    "auth.W004",
]
