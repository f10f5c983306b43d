-- Sets one custom attribute of many contacts, one JSON value each; SQL NULL takes the attribute away.
-- Rows are locked in the order of their ids; contacts that hold the value already are not written.
WITH given AS (
    SELECT contact, value
    FROM unnest(%(contacts)s::uuid[], %(values)s::jsonb[]) AS given (contact, value)
), target AS MATERIALIZED (
    SELECT c.id, given.value
    FROM contacts_contact c JOIN given ON c.id = given.contact
    WHERE c.workspace_id = %(workspace)s AND c.id = ANY (%(contacts)s::uuid[])
      AND c.attributes -> %(key)s::text IS DISTINCT FROM given.value
    ORDER BY c.id
    FOR NO KEY UPDATE OF c
), changed AS (
    UPDATE contacts_contact c
    SET attributes = CASE WHEN target.value IS NULL THEN c.attributes - %(key)s::text
                          ELSE c.attributes || jsonb_build_object(%(key)s::text, target.value) END,
        changed_at = %(now)s
    FROM target
    WHERE c.id = target.id
    RETURNING c.id
), queued AS (
    INSERT INTO contacts_contactchange (workspace_id, contact_id)
    SELECT %(workspace)s, id FROM changed
)
SELECT count(*) FROM changed
