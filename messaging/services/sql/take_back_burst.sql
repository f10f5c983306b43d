-- take_back_burst: where at least %(links)s links of a message were first followed within the last %(seconds)s seconds, these were a
-- scanner's: their clicks become a machine's. Gives how many were taken back, and the first click by a person that is left.
-- Plan: the unique index on (message, md5 of the link); a message has some links.
WITH recent AS MATERIALIZED (
    SELECT id
    FROM messaging_linkclick
    WHERE message_id = %(message)s
      AND GREATEST(clicked_at, machine_clicked_at) > clock_timestamp() - make_interval(secs => %(seconds)s)
), taken AS (
    UPDATE messaging_linkclick k
    SET machine_clicked_at = COALESCE(k.machine_clicked_at, k.clicked_at), machine_clicks = k.machine_clicks + k.clicks,
        clicked_at = NULL, clicks = 0
    FROM recent
    WHERE k.id = recent.id AND k.clicked_at > clock_timestamp() - make_interval(secs => %(seconds)s)
      AND (SELECT count(*) FROM recent) >= %(links)s
    RETURNING k.id
)
SELECT (SELECT count(*) FROM taken),
       (SELECT min(clicked_at) FROM messaging_linkclick WHERE message_id = %(message)s AND id NOT IN (SELECT id FROM taken))
