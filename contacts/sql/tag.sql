-- Gives tags to contacts and takes tags from them, and queues those that changed for the segments stage.
-- Rows are locked in the order of their ids, so that two sets never wait for each other crosswise.
-- Plan: primary key lookups; contacts whose tags stay the same are not written.
WITH target AS MATERIALIZED (
    SELECT c.id
    FROM contacts_contact c
    WHERE c.workspace_id = %(workspace)s AND c.id = ANY (%(contacts)s::uuid[])
      AND (NOT c.tags @> %(add)s::varchar[] OR c.tags && %(remove)s::varchar[])
    ORDER BY c.id
    FOR NO KEY UPDATE
), changed AS (
    UPDATE contacts_contact c
    SET tags = coalesce(
            (SELECT array_agg(DISTINCT tag ORDER BY tag)
             FROM unnest(c.tags || %(add)s::varchar[]) AS tag
             WHERE tag <> ALL (%(remove)s::varchar[])), '{}'),
        changed_at = %(now)s
    FROM target
    WHERE c.id = target.id
    RETURNING c.id
), queued AS (
    INSERT INTO contacts_contactchange (workspace_id, contact_id)
    SELECT %(workspace)s, id FROM changed
)
SELECT count(*) FROM changed
