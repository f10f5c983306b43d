"""A record of every change of a message, HTTP call or execution, kept by triggers that exist while a chaos test runs.

The rows as they are at the end can't show what happened on the way; this can. The triggers act as their owner, as
workers have rights over the application's tables only.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_BEGIN = """
CREATE TABLE chaos_history (
    kind text NOT NULL, id bigint NOT NULL, old_state text NOT NULL, new_state text NOT NULL,
    old_attempt integer NOT NULL, new_attempt integer NOT NULL, marked boolean NOT NULL, repinned boolean NOT NULL
);
CREATE FUNCTION chaos_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO chaos_history VALUES (
        'message', OLD.id, OLD.state, NEW.state, OLD.attempt, NEW.attempt,
        OLD.dispatched_at IS NULL AND NEW.dispatched_at IS NOT NULL,
        OLD.template_version_id <> NEW.template_version_id
    );
    RETURN NULL;
END $$;
CREATE FUNCTION chaos_execution() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO chaos_history VALUES (
        'execution', OLD.id, OLD.state, NEW.state, OLD.visit, NEW.visit, false, OLD.version_id <> NEW.version_id
    );
    RETURN NULL;
END $$;
CREATE FUNCTION chaos_call() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO chaos_history VALUES (
        'call', OLD.id, OLD.state, NEW.state, OLD.attempt, NEW.attempt, false, false
    );
    RETURN NULL;
END $$;
CREATE TRIGGER chaos_call AFTER UPDATE ON campaigns_webhookcall FOR EACH ROW EXECUTE FUNCTION chaos_call();
CREATE TRIGGER chaos_message AFTER UPDATE ON messaging_message FOR EACH ROW EXECUTE FUNCTION chaos_message();
CREATE TRIGGER chaos_execution AFTER UPDATE ON campaigns_execution FOR EACH ROW EXECUTE FUNCTION chaos_execution();
"""
_END = """
DROP FUNCTION IF EXISTS chaos_message CASCADE;
DROP FUNCTION IF EXISTS chaos_execution CASCADE;
DROP FUNCTION IF EXISTS chaos_call CASCADE;
DROP TABLE IF EXISTS chaos_history;
"""


@contextmanager
def kept_history() -> Iterator[None]:
    """Records into the table `chaos_history`; for executions, "attempt" is the visit."""
    _execute(_END + _BEGIN)
    try:
        yield
    finally:
        _execute(_END)


def _execute(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)
