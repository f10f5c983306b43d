-- sample_everybody: up to `limit` of a workspace's contacts, the latest first.
--
-- Index Only Scan Backward on contact_by_key (workspace, id).
SELECT id AS contact_id, NULL::jsonb AS context
FROM contacts_contact
WHERE workspace_id = %(workspace)s
ORDER BY id DESC
LIMIT %(limit)s
