-- enrol_zones: the names of time zones that the contacts of a batch have, and of the one that stands for unknown ones.
--
-- Range of contact_by_key (workspace, id), members of the segment only where there is one.
SELECT DISTINCT c.timezone, w.timezone
FROM contacts_contact c
JOIN workspaces_workspace w ON w.id = c.workspace_id
WHERE c.workspace_id = %(workspace)s AND c.id > %(cursor)s AND c.id <= %(last)s
