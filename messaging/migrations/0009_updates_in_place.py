"""Messages are updated where they stand: half of each page is left free, and the exchange parses nothing for each row.

A message is written three times by delivery: claimed, marked, settled. With a fifth of a page free, and all messages of
a page marked in one transaction, hardly half of the marks found room beside their rows. The others went to another page
then, with an entry in each of five indexes.
"""

from django.db import migrations

# Only the worker's own attempt is touched: an expired lease may have given the row to somebody else. A message may be
# handed to the provider only if its id comes back as dispatched; one whose stream was paused or stopped since the
# claim does not, nor one whose contact has said no or whose address was suppressed since: the next claim says so of it.
#
# `contact_id` is set to what it is. Where an UPDATE names no column that the stored column `shard` is made of,
# PostgreSQL 18 parses its expression anew for every row, only to find that out.
#
# `dispatched_at` is in no index, so that marking is a heap-only update. `state || ''` keeps the planner from reading
# the partial index of all leased messages, dead entries included, instead of the primary key.
#
# A suppressed address is looked for between itself and itself, in the order of the one index of all three columns:
# while there are few, another one of the workspace would look as good to the planner.
#
# `repeatable_until` is set where the provider knows a key again (null otherwise, as `repeatable` is), and stays only
# while the provider may have the message.
#
# What a message costs stays on it as long as the provider has it, or may have it. `costs` says what moves of the money
# that is put aside for each settled message: taken where it is accepted, else given back; null where nothing does.
# Balances are the last rows that are locked, as in claims.
#
# Addresses made of contacts' values are kept of those messages alone that go out. These are locked by then, so none is
# kept of a contact who is being erased, or merged into another. Sorted, so that workers who keep the same ones don't
# wait for each other in a circle.
_EXCHANGE = """
CREATE OR REPLACE FUNCTION messaging_exchange(
    ids bigint[], attempts integer[], states text[], reasons text[], details text[], provider_ids text[],
    not_befores timestamptz[], tried smallint[], in_doubt boolean[], costs numeric[],
    next_ids bigint[], next_attempts integer[], repeatable double precision, moment timestamptz,
    target_messages bigint[], target_digests bytea[], target_urls text[],
    OUT settled_ids bigint[], OUT dispatched_ids bigint[]
) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_sort = off SET enable_incremental_sort = off
AS $$
#variable_conflict use_column
DECLARE
    spent_workspaces uuid[]; spent_streams uuid[]; spent_channels text[]; spent_messages integer[]; spent numeric[];
    freed_workspaces uuid[]; freed numeric[];
BEGIN
    WITH settled AS (
        UPDATE messaging_message m
        SET contact_id = m.contact_id,
            state = o.state,
            reason = o.reason,
            reason_detail = o.detail,
            provider_message_id = o.provider_id,
            not_before = COALESCE(o.not_before, m.not_before),
            tries = m.tries + o.tried,
            cost = CASE WHEN o.in_doubt OR o.state IN ('accepted', 'unknown') THEN m.cost END,
            repeatable_until = CASE WHEN o.in_doubt THEN m.repeatable_until END,
            lease_expires_at = NULL,
            dispatched_at = CASE WHEN o.state = 'queued' THEN NULL ELSE m.dispatched_at END,
            settled_at = CASE WHEN o.state = 'queued' THEN NULL ELSE COALESCE(moment, clock_timestamp()) END
        FROM unnest(
            ids, attempts, states, reasons, details, provider_ids, not_befores, tried, in_doubt, costs
        ) AS o (id, attempt, state, reason, detail, provider_id, not_before, tried, in_doubt, cost)
        WHERE m.id = o.id AND m.id = ANY (ids) AND m.state || '' = 'sending' AND m.attempt = o.attempt
        RETURNING m.id, m.workspace_id, m.stream_id, m.channel, m.state, o.cost AS moves
    ),
    dispatched AS (
        UPDATE messaging_message m
        SET contact_id = m.contact_id,
            dispatched_at = COALESCE(moment, clock_timestamp()),
            repeatable_until = COALESCE(
                m.repeatable_until, COALESCE(moment, clock_timestamp()) + make_interval(secs => repeatable)
            )
        FROM unnest(next_ids, next_attempts) AS n (id, attempt)
        WHERE m.id = n.id AND m.id = ANY (next_ids) AND m.state || '' = 'sending' AND m.attempt = n.attempt
          AND m.dispatched_at IS NULL
          AND (
              SELECT s.claimable
                 AND (SELECT 1 FROM contacts_consent c
                      WHERE c.contact_id = m.contact_id AND c.channel = m.channel AND c.message_type = m.message_type
                        AND c.state = 'denied' AND (c.topic_id IS NULL OR c.topic_id = s.topic_id)
                      LIMIT 1) IS NULL
              FROM messaging_messagestream s
              WHERE s.id = m.stream_id
          )
          AND (
              SELECT 1 FROM messaging_suppression p
              WHERE (p.workspace_id, p.channel, p.address) >= (m.workspace_id, m.channel, lower(m.address))
                AND (p.workspace_id, p.channel, p.address) <= (m.workspace_id, m.channel, lower(m.address))
              ORDER BY p.workspace_id, p.channel, p.address
              LIMIT 1
          ) IS NULL
        RETURNING m.id
    ),
    captures AS (
        SELECT workspace_id, stream_id, channel, count(*)::integer AS messages, sum(moves) AS amount
        FROM settled WHERE moves IS NOT NULL AND state = 'accepted' GROUP BY workspace_id, stream_id, channel
    ),
    released AS (
        SELECT workspace_id, sum(moves) AS amount FROM settled WHERE moves IS NOT NULL GROUP BY workspace_id
    )
    SELECT (SELECT array_agg(id) FROM settled), (SELECT array_agg(id) FROM dispatched),
           c.workspaces, c.streams, c.channels, c.messages, c.amounts, r.workspaces, r.amounts
    INTO settled_ids, dispatched_ids,
         spent_workspaces, spent_streams, spent_channels, spent_messages, spent, freed_workspaces, freed
    FROM (
        SELECT array_agg(workspace_id) AS workspaces, array_agg(stream_id) AS streams, array_agg(channel) AS channels,
               array_agg(messages) AS messages, array_agg(amount) AS amounts
        FROM captures
    ) c,
    (SELECT array_agg(workspace_id) AS workspaces, array_agg(amount) AS amounts FROM released) r;

    IF dispatched_ids IS NOT NULL AND cardinality(target_messages) > 0 THEN
        INSERT INTO messaging_linktarget (workspace_id, contact_id, digest, url)
        SELECT m.workspace_id, m.contact_id, asked.digest, asked.url
        FROM unnest(target_messages, target_digests, target_urls) AS asked (message, digest, url)
        JOIN messaging_message m ON m.id = asked.message AND m.id = ANY (dispatched_ids)
        ORDER BY asked.digest
        ON CONFLICT (digest) DO NOTHING;
    END IF;

    IF freed_workspaces IS NOT NULL THEN
        PERFORM workspaces_balance_settle(
            spent_workspaces, spent_streams, spent_channels, spent_messages, spent, freed_workspaces, freed
        );
    END IF;
END $$;
"""

_ROOM, _LESS_ROOM = (f"ALTER TABLE messaging_message SET (fillfactor = {percent})" for percent in (50, 80))


class Migration(migrations.Migration):
    dependencies = (("messaging", "0008_message_lists"),)

    operations = (
        migrations.RunSQL(_ROOM, _LESS_ROOM),
        # What it does stays as it was.
        migrations.RunSQL(_EXCHANGE, migrations.RunSQL.noop),
    )
