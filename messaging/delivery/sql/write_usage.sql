-- write_usage: counts what a claim is about to lease; the rows are locked by lock_usage.
UPDATE messaging_senderusage u
SET second_at = n.second_at, second_used = n.second_used, planned_until = n.planned_until,
    hour_at = n.hour_at, hour_used = n.hour_used, day_at = n.day_at, day_used = n.day_used
FROM unnest(
    %(sender_id)s::uuid[], %(second_at)s::timestamptz[], %(second_used)s::integer[], %(planned_until)s::timestamptz[],
    %(hour_at)s::timestamptz[], %(hour_used)s::integer[], %(day_at)s::timestamptz[], %(day_used)s::integer[]
) AS n (sender_id, second_at, second_used, planned_until, hour_at, hour_used, day_at, day_used)
WHERE u.sender_id = n.sender_id
