-- Notes that a link of a message was followed: its first time, and how often. Does nothing for a message that is gone.
-- The message is locked against being erased or handed to another contact meanwhile.
-- Plan: the message's primary key, and the unique index on (message, md5 of the link).
INSERT INTO messaging_linkclick (workspace_id, contact_id, message_id, url, clicked_at, clicks)
SELECT m.workspace_id, m.contact_id, m.id, %(url)s, now(), 1
FROM messaging_message m
WHERE m.id = %(message)s
FOR SHARE OF m
ON CONFLICT (message_id, md5(url)) DO UPDATE SET clicks = messaging_linkclick.clicks + 1
