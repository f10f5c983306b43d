"""Taking an idempotency key and reading what is kept for it, in one round trip.

A function and not one statement, which would read as of before it has the lock: an answer that is committed in between
would be missed, and the work done twice.
"""

from django.db import migrations

_CREATE = """
CREATE FUNCTION workspaces_idempotency_take(
    lock_class integer, lock_name integer, of_owner text, of_route text, of_key text, kept_for interval,
    OUT taken boolean, OUT body_digest bytea, OUT status smallint, OUT body text
) LANGUAGE plpgsql AS $$
BEGIN
    taken := pg_try_advisory_xact_lock(lock_class, lock_name);
    IF taken THEN
        SELECT a.body_digest, a.status, a.body INTO body_digest, status, body
        FROM workspaces_idempotentanswer a
        WHERE a.owner = of_owner AND a.route = of_route AND a.key = of_key
            AND a.created_at > statement_timestamp() - kept_for;
    END IF;
END $$;
"""
_DROP = "DROP FUNCTION workspaces_idempotency_take(integer, integer, text, text, text, interval)"


class Migration(migrations.Migration):
    dependencies = (("workspaces", "0006_balance_settle"),)
    operations = (migrations.RunSQL(_CREATE, _DROP),)
