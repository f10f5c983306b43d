-- finish_draining: a stopped stream that holds nothing queued or leased any more need not be looked at again.
--
-- Scalar subqueries, as they run for draining streams only; NOT EXISTS may become a join with every queued message.
UPDATE messaging_messagestream s
SET draining = FALSE
WHERE s.draining
  AND (
      SELECT 1 FROM messaging_message m WHERE m.stream_id = s.id AND m.state = 'queued'
      ORDER BY m.shard, m.not_before LIMIT 1
  ) IS NULL
  AND (
      SELECT 1 FROM messaging_message m WHERE m.stream_id = s.id AND m.state = 'sending'
      ORDER BY m.lease_expires_at LIMIT 1
  ) IS NULL
