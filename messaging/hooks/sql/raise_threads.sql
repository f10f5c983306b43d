-- raise_threads: conversations in which somebody wrote come up: open, unread, with what was said last. What is only noted
-- (%(raised)s false: STOP, notes of absence) changes their last words and nothing else. Plan: the primary key.
UPDATE messaging_inboxthread t
SET state = CASE WHEN r.raised THEN 'open' ELSE t.state END,
    snoozed_until = CASE WHEN r.raised THEN NULL ELSE t.snoozed_until END,
    unread = t.unread OR r.raised,
    preview = CASE WHEN r.at >= t.last_at THEN r.preview ELSE t.preview END,
    name = CASE WHEN r.name <> '' THEN r.name ELSE t.name END,
    address = CASE WHEN r.address <> '' THEN r.address ELSE t.address END,
    last_at = GREATEST(t.last_at, r.at),
    updated_at = %(now)s
FROM unnest(
    %(ids)s::bigint[], %(raised)s::boolean[], %(moments)s::timestamptz[], %(previews)s::text[], %(names)s::text[],
    %(addresses)s::text[]
) AS r (id, raised, at, preview, name, address)
WHERE t.id = r.id
