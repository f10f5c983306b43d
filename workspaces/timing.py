"""A limit on how long statements may take, for questions that people ask while they type."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled


class TooSlow(Exception):
    """The statements took longer than they were given."""


@contextmanager
def statements_within(milliseconds: int) -> Iterator[None]:
    """Each statement inside is ended after so long, in a savepoint of its own. Raises TooSlow."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('statement_timeout')")
                (before,) = cursor.fetchone()
                _limit(f"{milliseconds}ms")
            yield
            _limit(before)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise TooSlow from error


def _limit(value: str) -> None:
    # What is rolled back takes its limit along; what goes on gets the one from before.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [value])
