-- contact_zones: for each contact of a batch, in its order, the name of its time zone and that of its workspace.
--
-- Primary keys.
SELECT c.timezone, w.timezone
FROM unnest(%(contacts)s::uuid[]) WITH ORDINALITY AS b (contact_id, row)
JOIN workspaces_workspace w ON w.id = %(workspace)s
LEFT JOIN contacts_contact c ON c.id = b.contact_id AND c.workspace_id = w.id
ORDER BY b.row
