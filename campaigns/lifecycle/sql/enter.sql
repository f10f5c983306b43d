-- enter: lets the named contacts into a campaign, each with a context of its own; answers (contact, execution) for each
-- that exists in the workspace, the execution being NULL where the contact had entered before.
-- Plans: contacts by primary key; conflicts by execution_once_per_entry.
WITH wanted AS (
    SELECT c.id, given.context
    FROM unnest(%(contacts)s::uuid[], %(contexts)s::jsonb[]) AS given (contact, context)
    JOIN contacts_contact c ON c.id = given.contact
    WHERE c.workspace_id = %(workspace)s
    ORDER BY c.id
), made AS (
    INSERT INTO campaigns_execution
        (workspace_id, campaign_id, version_id, contact_id, entry, node, due_at, context, created_at)
    SELECT %(workspace)s, %(campaign)s, %(version)s, w.id, %(entry)s, %(node)s, %(now)s, w.context, %(now)s
    FROM wanted w
    ON CONFLICT (campaign_id, contact_id, entry) DO NOTHING
    RETURNING contact_id, id
)
SELECT w.id, m.id
FROM wanted w
LEFT JOIN made m ON m.contact_id = w.id
