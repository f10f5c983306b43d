-- give_back_usage: of messages that were not sent after all, the hour and the day get back what was counted in them.
--
-- Hours and days that are over need nothing back. The rows are locked in the order of the keys, as claims do.
WITH returned AS (
    SELECT sender_id, array_agg(moment) AS moments
    FROM unnest(%(senders)s::uuid[], %(moments)s::timestamptz[]) AS r (sender_id, moment)
    GROUP BY sender_id
), usages AS MATERIALIZED (
    SELECT u.sender_id, r.moments
    FROM messaging_senderusage u
    JOIN returned r ON r.sender_id = u.sender_id
    ORDER BY u.sender_id
    FOR UPDATE OF u
)
UPDATE messaging_senderusage u
SET hour_used = u.hour_used - (SELECT count(*) FROM unnest(usages.moments) AS t (moment) WHERE t.moment >= u.hour_at),
    day_used = u.day_used - (SELECT count(*) FROM unnest(usages.moments) AS t (moment) WHERE t.moment >= u.day_at)
FROM usages
WHERE u.sender_id = usages.sender_id
