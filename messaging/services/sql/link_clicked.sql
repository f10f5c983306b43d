-- Notes that a link of a message was followed, by a person or a machine: the first time, and how often. Does nothing for a
-- message that is gone. The caller has locked the message against being erased or handed to another contact meanwhile.
-- Plan: the message's primary key, and the unique index on (message, md5 of the link).
INSERT INTO messaging_linkclick AS k (
    workspace_id, contact_id, stream_id, message_id, url, clicked_at, clicks, machine_clicked_at, machine_clicks
)
SELECT m.workspace_id, m.contact_id, m.stream_id, m.id, %(url)s,
       CASE WHEN NOT %(machine)s THEN clock_timestamp() END, (NOT %(machine)s)::integer,
       CASE WHEN %(machine)s THEN clock_timestamp() END, (%(machine)s)::integer
FROM messaging_message m
WHERE m.id = %(message)s
ON CONFLICT (message_id, md5(url)) DO UPDATE SET
    clicked_at = COALESCE(k.clicked_at, excluded.clicked_at),
    clicks = k.clicks + excluded.clicks,
    machine_clicked_at = COALESCE(k.machine_clicked_at, excluded.machine_clicked_at),
    machine_clicks = k.machine_clicks + excluded.machine_clicks
