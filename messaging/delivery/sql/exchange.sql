-- exchange: settles the outcomes of one chunk and marks the next one as dispatched, in one statement and one commit.
--
-- Only the worker's own attempt is touched: an expired lease may have given the row to somebody else. A message may be
-- handed to the provider only if its id comes back as `dispatched`; one whose stream was paused or stopped since the
-- claim does not, nor one whose contact has said no or whose address was suppressed since: the next claim says so of it.
-- That is two index probes a message, of pages that the claim has just read (9 µs, with the planning).
--
-- `dispatched_at` is in no index, so that marking is a heap-only update. `state || ''` keeps the planner from reading
-- the partial index of all leased messages, dead entries included, instead of the primary key.
--
-- `repeatable_until` is set where the provider knows a key again (null otherwise, as `repeatable` is), and stays only
-- while the provider may have the message.
--
-- What a message costs stays on it as long as the provider has it, or may have it. Money, and room under limits that
-- is not used up, follow in the same transaction where there are any (delivery.taken): most chunks need neither, and
-- every part of this statement is planned for each of them.
WITH settled AS (
    UPDATE messaging_message m
    SET state = o.state,
        reason = o.reason,
        reason_detail = o.detail,
        provider_message_id = o.provider_id,
        not_before = COALESCE(o.not_before, m.not_before),
        tries = m.tries + o.tried,
        cost = CASE WHEN o.in_doubt OR o.state IN ('accepted', 'unknown') THEN m.cost END,
        repeatable_until = CASE WHEN o.in_doubt THEN m.repeatable_until END,
        lease_expires_at = NULL,
        dispatched_at = CASE WHEN o.state = 'queued' THEN NULL ELSE m.dispatched_at END,
        settled_at = CASE WHEN o.state = 'queued' THEN NULL ELSE COALESCE(%(now)s, clock_timestamp()) END
    FROM unnest(
        %(ids)s::bigint[], %(attempts)s::integer[], %(states)s::text[], %(reasons)s::text[], %(details)s::text[],
        %(provider_ids)s::text[], %(not_befores)s::timestamptz[], %(tried)s::smallint[],
        %(in_doubt)s::boolean[]
    ) AS o (id, attempt, state, reason, detail, provider_id, not_before, tried, in_doubt)
    WHERE m.id = o.id AND m.state || '' = 'sending' AND m.attempt = o.attempt
    RETURNING m.id
),
dispatched AS (
    UPDATE messaging_message m
    SET dispatched_at = COALESCE(%(now)s, clock_timestamp()),
        repeatable_until = COALESCE(
            m.repeatable_until, COALESCE(%(now)s, clock_timestamp()) + make_interval(secs => %(repeatable)s)
        )
    FROM unnest(%(next_ids)s::bigint[], %(next_attempts)s::integer[]) AS n (id, attempt)
    WHERE m.id = n.id AND m.state || '' = 'sending' AND m.attempt = n.attempt AND m.dispatched_at IS NULL
      AND EXISTS (
          SELECT 1 FROM messaging_messagestream s
          WHERE s.id = m.stream_id AND s.claimable
            AND NOT EXISTS (
                SELECT 1 FROM contacts_consent c
                WHERE c.contact_id = m.contact_id AND c.channel = m.channel AND c.message_type = m.message_type
                  AND c.state = 'denied' AND (c.topic_id IS NULL OR c.topic_id = s.topic_id)))
      AND NOT EXISTS (
          SELECT 1 FROM messaging_suppression p
          WHERE p.workspace_id = m.workspace_id AND p.channel = m.channel AND p.address = lower(m.address))
    RETURNING m.id
)
SELECT 'settled', id FROM settled
UNION ALL
SELECT 'dispatched', id FROM dispatched
