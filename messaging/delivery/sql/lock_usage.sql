-- lock_usage: what the senders have used, locked until the transaction ends. Probes of the primary key.
--
-- FOR UPDATE waits for a claim that has the row and then reads what it committed.
SELECT sender_id, second_at, second_used, planned_until, hour_at, hour_used, day_at, day_used
FROM messaging_senderusage
WHERE sender_id = ANY (%(senders)s::uuid[])
ORDER BY sender_id
FOR UPDATE
