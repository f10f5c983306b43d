-- lease_probes: of senders whose breaker is open, takes the right to try one message each; returns those that got it.
--
-- Runs in the claim's transaction: workers that want the same probe wait for each other at the sender's row, and the
-- second one finds it leased. Ordered, so that two claims never wait for each other crosswise.
WITH wanted AS MATERIALIZED (
    SELECT id
    FROM messaging_sender
    WHERE id = ANY (%(senders)s::uuid[])
    ORDER BY id
    FOR NO KEY UPDATE
)
UPDATE messaging_sender s
SET probe_until = %(until)s
FROM wanted
WHERE s.id = wanted.id AND s.tripped_at IS NOT NULL AND (s.probe_until IS NULL OR s.probe_until <= %(now)s)
RETURNING s.id
