"""What settled messages cost, as a function: a connection plans its statements once, not for each chunk of messages."""

from django.db import migrations

# `released` is everything that is put aside no longer, captures included. The ledger's lines follow each other in the
# order given, so that each says what was left after it. Plans are kept for as long as a connection lives, whatever
# grows meanwhile: so they may only look accounts up by key.
_CREATE = """
CREATE FUNCTION workspaces_balance_settle(
    workspaces uuid[], sources uuid[], channels text[], messages integer[], amounts numeric[],
    accounts uuid[], released numeric[]
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
    WITH captures AS (
        SELECT workspace_id, source_id, channel, number_of, amount, number,
               sum(amount) OVER (PARTITION BY workspace_id ORDER BY number) AS running
        FROM unnest(workspaces, sources, channels, messages, amounts)
             WITH ORDINALITY AS c (workspace_id, source_id, channel, number_of, amount, number)
    ),
    freed AS (
        SELECT given.workspace_id, given.amount AS released, COALESCE(taken.amount, 0) AS taken
        FROM unnest(accounts, released) AS given (workspace_id, amount)
        LEFT JOIN (SELECT workspace_id, sum(amount) AS amount FROM captures GROUP BY workspace_id) taken
          ON taken.workspace_id = given.workspace_id
    ),
    locked AS (
        SELECT workspace_id
        FROM workspaces_balanceaccount
        WHERE workspace_id = ANY (accounts)
        ORDER BY workspace_id
        FOR NO KEY UPDATE
    ),
    moved AS (
        UPDATE workspaces_balanceaccount a
        SET balance = a.balance - freed.taken, reserved = a.reserved - freed.released
        FROM freed
        JOIN locked ON locked.workspace_id = freed.workspace_id
        WHERE a.workspace_id = freed.workspace_id AND a.workspace_id = ANY (accounts)
        RETURNING a.workspace_id, a.balance + freed.taken AS before
    )
    INSERT INTO workspaces_ledgerentry
        (workspace_id, kind, amount, balance_after, messages, channel, source_id, reference, note, created_at)
    SELECT c.workspace_id, 'capture', -c.amount, moved.before - c.running, c.number_of, c.channel, c.source_id, '', '',
           clock_timestamp()
    FROM captures c
    JOIN moved ON moved.workspace_id = c.workspace_id
    ORDER BY c.number;
END $$;
"""

_DROP = "DROP FUNCTION workspaces_balance_settle(uuid[], uuid[], text[], integer[], numeric[], uuid[], numeric[])"


class Migration(migrations.Migration):
    dependencies = (("workspaces", "0005_webhook_fan_out"),)

    operations = (migrations.RunSQL(_CREATE, _DROP),)
