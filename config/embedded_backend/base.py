"""Django's PostgreSQL backend, except that a connection first makes sure that the embedded server runs.

Doing it here keeps commands that touch no database, and type checking, from starting a server.
"""

from pathlib import Path
from typing import Any

from psycopg import Connection, OperationalError

from config import embedded
from workspaces.wall.backend import base as postgresql


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """Connects to the cluster named by `EMBEDDED` in the database's settings: data_dir and durable."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """Connect; if the server does not answer, start it and connect again."""
        try:
            return super().get_new_connection(conn_params)
        except OperationalError:
            cluster = self.settings_dict["EMBEDDED"]
            embedded.ensure_postgres(Path(cluster["data_dir"]), durable=cluster["durable"])
            return super().get_new_connection(conn_params)
