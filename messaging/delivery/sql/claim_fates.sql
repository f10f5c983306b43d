-- claim_fates: writes what became of each candidate: leased (sending), skipped, or queued until later.
--
-- One write per message for claim and policies together. The rows are locked by claim_candidates, so the count of
-- updated rows must equal the count of fates. `state || ''` keeps the planner from reading the partial index of everything
-- queued, a paused backlog included, instead of the primary key. `contact_id` is set to what it is, lest the expression of
-- the stored column `shard` be parsed for each row (migrations/0009_updates_in_place.py).
UPDATE messaging_message m
SET contact_id = m.contact_id,
    state = f.state,
    reason = f.reason,
    reason_detail = f.detail,
    not_before = COALESCE(f.not_before, m.not_before),
    address = f.address,
    sender_id = f.sender_id,
    counted_on = f.counted_on,
    paced_at = f.paced_at,
    cost = f.cost,
    attempt = m.attempt + CASE WHEN f.state = 'sending' THEN 1 ELSE 0 END,
    dispatched_at = NULL,
    lease_expires_at = CASE WHEN f.state = 'sending' THEN %(now)s + make_interval(secs => %(lease)s) END,
    settled_at = CASE WHEN f.state IN ('skipped', 'unknown') THEN %(now)s END
FROM unnest(
    %(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[], %(details)s::text[], %(not_befores)s::timestamptz[],
    %(addresses)s::text[], %(senders)s::uuid[], %(counted)s::date[], %(paced)s::timestamptz[],
    %(costs)s::numeric[]
) AS f (id, state, reason, detail, not_before, address, sender_id, counted_on, paced_at, cost)
WHERE m.id = f.id AND m.state || '' = 'queued'
