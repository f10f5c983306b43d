-- What rules look at in one contact's own row, and the time zone of its workspace.
-- Plan: two primary keys.
SELECT c.email, c.phone, c.first_name, c.last_name, c.timezone, c.external_id, c.created_at,
       c.attributes::text, c.tags, c.score, w.timezone
FROM contacts_contact c
JOIN workspaces_workspace w ON w.id = c.workspace_id
WHERE c.id = %(contact)s AND c.workspace_id = %(workspace)s
