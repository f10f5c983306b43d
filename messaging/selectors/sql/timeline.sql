-- Messages to a contact and what became of them: one row when a message was settled (or made, while it is not), and one for
-- each fact; newest first, behind a place.
-- Plan: message_by_contact gives the contact's messages; their facts are told apart and sorted, templates named by key.
SELECT f.at, f.rank, m.id, f.kind,
       jsonb_build_object(
           'channel', m.channel, 'state', m.state, 'reason', m.reason, 'node', m.node, 'stream', m.stream_id,
           'template', t.name)::text
FROM messaging_message m
CROSS JOIN LATERAL (VALUES
    (coalesce(m.settled_at, m.created_at), 20, 'message'),
    (m.delivered_at, 21, 'delivered'),
    (m.opened_at, 22, 'opened'),
    (m.clicked_at, 23, 'clicked'),
    (m.replied_at, 24, 'replied'),
    (m.bounced_at, 25, 'bounced'),
    (m.complained_at, 26, 'complained'),
    (m.unsubscribed_at, 27, 'unsubscribed'),
    (m.dismissed_at, 28, 'dismissed')
) AS f (at, rank, kind)
LEFT JOIN templates_app_templateversion v ON v.id = m.template_version_id
LEFT JOIN templates_app_template t ON t.id = v.template_id
WHERE m.contact_id = %(contact)s AND m.workspace_id = %(workspace)s AND f.at IS NOT NULL
  AND (%(kinds)s::text[] IS NULL OR 'message' = ANY (%(kinds)s::text[]))
  AND (f.at, f.rank, m.id) < (%(before_at)s, %(before_rank)s, %(before_key)s)
ORDER BY f.at DESC, f.rank DESC, m.id DESC
LIMIT %(limit)s
