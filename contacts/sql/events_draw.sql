-- events_draw: numbers for a batch of events, each once per key. Answers (row, number), and (row, NULL) for those whose
-- key was taken; rows whose contact is not in the workspace are left out.
--
-- Contacts by primary key, locked against deletion: an erased contact leaves no event behind. Numbers follow the batch's
-- order; the keys go in sorted, so that two batches with the same keys don't wait for each other crosswise. The name of
-- the sequence is asked for once: looking it up takes longer than a number.
WITH given AS MATERIALIZED (
    SELECT *
    FROM unnest(%(contacts)s::uuid[], %(digests)s::uuid[]) WITH ORDINALITY AS g (contact_id, digest, row)
), present AS MATERIALIZED (
    SELECT c.id
    FROM contacts_contact c
    WHERE c.id = ANY (ARRAY(SELECT contact_id FROM given)) AND c.workspace_id = %(workspace)s
    ORDER BY c.id
    FOR KEY SHARE
), numbered AS MATERIALIZED (
    SELECT known.*, nextval((SELECT pg_get_serial_sequence('contacts_event', 'id')::regclass)) AS id
    FROM (SELECT given.* FROM given JOIN present ON present.id = given.contact_id ORDER BY given.row) known
), keyed AS (
    INSERT INTO contacts_eventkey (id, workspace_id, event_id, created_at)
    SELECT digest, %(workspace)s, id, %(now)s
    FROM numbered
    WHERE digest IS NOT NULL
    ORDER BY digest
    ON CONFLICT (id) DO NOTHING
    RETURNING event_id
)
SELECT numbered.row, CASE WHEN numbered.digest IS NULL THEN numbered.id ELSE keyed.event_id END
FROM numbered
LEFT JOIN keyed ON keyed.event_id = numbered.id
ORDER BY numbered.row
