-- Writes the fields of many contacts that the caller has locked, read and changed.
-- Plan: primary key lookups.
UPDATE contacts_contact c
SET external_id = given.external_id, email = given.email, phone = given.phone, first_name = given.first_name,
    last_name = given.last_name, timezone = given.timezone, score = given.score,
    tags = ARRAY(SELECT jsonb_array_elements_text(given.tags)), attributes = given.attributes, changed_at = %(now)s
FROM unnest(
    %(contacts)s::uuid[], %(external_id)s::text[], %(email)s::text[], %(phone)s::text[], %(first_name)s::text[],
    %(last_name)s::text[], %(timezone)s::text[], %(score)s::integer[], %(tags)s::jsonb[], %(attributes)s::jsonb[])
    AS given (id, external_id, email, phone, first_name, last_name, timezone, score, tags, attributes)
WHERE c.id = given.id AND c.workspace_id = %(workspace)s
