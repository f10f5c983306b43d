-- lock_days: how much of each campaign's day is used, locked until the transaction ends.
--
-- FOR UPDATE waits for a claim that has the row and then reads what it committed. Probes of stream_day_once.
SELECT u.stream_id, u.used
FROM messaging_streamday u
JOIN unnest(%(streams)s::uuid[], %(days)s::date[]) AS asked (stream_id, day)
  ON u.stream_id = asked.stream_id AND u.day = asked.day
ORDER BY u.stream_id, u.day
FOR UPDATE OF u
