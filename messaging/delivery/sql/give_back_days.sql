-- give_back_days: of messages that were not sent after all, campaigns' days get back the room that was taken in them.
--
-- The rows are locked in the order of the keys, as claims do. Probes of stream_day_once.
WITH days AS MATERIALIZED (
    SELECT u.id, r.number
    FROM messaging_streamday u
    JOIN unnest(%(streams)s::uuid[], %(days)s::date[], %(numbers)s::integer[]) AS r (stream_id, day, number)
      ON r.stream_id = u.stream_id AND r.day = u.day
    ORDER BY u.stream_id, u.day
    FOR UPDATE OF u
)
UPDATE messaging_streamday u SET used = u.used - days.number FROM days WHERE u.id = days.id
