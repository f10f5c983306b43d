-- take_room: counts what a claim is about to lease; the rows are locked by lock_days.
UPDATE messaging_streamday u
SET used = u.used + asked.number
FROM unnest(%(streams)s::uuid[], %(days)s::date[], %(numbers)s::integer[]) AS asked (stream_id, day, number)
WHERE u.stream_id = asked.stream_id AND u.day = asked.day
