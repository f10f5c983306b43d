-- enter: lets the named contacts into a campaign, each with a context of its own; answers (contact, execution, entry rule
-- met) for each that exists in the workspace, the execution being NULL where the entry rule or the policy keeps it out.
-- `barred` is the re-entry policy over an earlier execution e, `entry_rule` a compiled rule over c: placeholders only.
-- Plans: contacts by primary key; earlier executions by execution_once_per_entry.
WITH wanted AS MATERIALIZED (
    SELECT c.id, b.context, {entry_rule} AS met
    FROM unnest(%(contacts)s::uuid[], %(contexts)s::jsonb[]) AS b (contact, context)
    JOIN contacts_contact c ON c.id = b.contact
    WHERE c.workspace_id = %(workspace)s
    ORDER BY c.id
), made AS (
    INSERT INTO campaigns_execution
        (workspace_id, campaign_id, run_id, version_id, contact_id, entry, node, due_at, context, created_at)
    SELECT
        %(workspace)s, %(campaign)s, %(run)s::uuid, %(version)s, w.id, %(entry)s, %(node)s, %(now)s, w.context, %(now)s
    FROM wanted w
    WHERE w.met IS TRUE
      AND NOT EXISTS (
          SELECT 1 FROM campaigns_execution e
          WHERE e.campaign_id = %(campaign)s AND e.contact_id = w.id AND {barred}
      )
    ON CONFLICT (campaign_id, contact_id, entry) DO NOTHING
    RETURNING contact_id, id
)
SELECT w.id, m.id, w.met IS TRUE
FROM wanted w
LEFT JOIN made m ON m.contact_id = w.id
