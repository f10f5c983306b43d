-- find_answered: for each answer the message that it answers: the one that it names, by our id or by the provider's, else,
-- where the channel has no such names, the latest one to the contact by the same sender within thirty days.
-- Plan: the messages' index on (contact, time of creation), once for each answer.
SELECT r.place, found.id, found.created_at, found.stream_id, found.execution_id IS NOT NULL
FROM unnest(
    %(places)s::bigint[], %(workspaces)s::uuid[], %(contacts)s::uuid[], %(senders)s::uuid[], %(messages)s::bigint[],
    %(answers)s::text[], %(latest)s::boolean[], %(moments)s::timestamptz[]
) AS r (place, workspace, contact, sender, message, answers, latest, at)
CROSS JOIN LATERAL (
    SELECT m.id, m.created_at, m.stream_id, m.execution_id
    FROM messaging_message m
    WHERE m.contact_id = r.contact AND m.workspace_id = r.workspace AND m.sender_id = r.sender
      AND m.state IN ('accepted', 'unknown')
      AND (m.id = r.message OR (r.answers <> '' AND m.provider_message_id = r.answers)
           OR (r.latest AND m.created_at <= r.at AND m.created_at > r.at - interval '30 days'))
    ORDER BY (m.id = r.message) DESC NULLS LAST, (r.answers <> '' AND m.provider_message_id = r.answers) DESC,
             m.created_at DESC
    LIMIT 1
) AS found
