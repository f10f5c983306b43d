-- contact_texts: for each contact of a batch, in its order, the text that one attribute holds; NULL where it holds none.
--
-- Primary key.
SELECT CASE WHEN jsonb_typeof(c.attributes -> %(attribute)s::text) = 'string'
            THEN c.attributes ->> %(attribute)s::text END
FROM unnest(%(contacts)s::uuid[]) WITH ORDINALITY AS b (contact_id, row)
LEFT JOIN contacts_contact c ON c.id = b.contact_id AND c.workspace_id = %(workspace)s
ORDER BY b.row
