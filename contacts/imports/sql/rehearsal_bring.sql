-- Copies the contacts that the staged rows speak of into the temporary table that stands in front of contacts_contact.
-- A contact that is there already stays as the rehearsal left it.
-- Plan: one index lookup per row and identity, kept so by OFFSET 0; then primary keys.
INSERT INTO pg_temp.contacts_contact
SELECT c.* FROM public.contacts_contact c
WHERE c.id = ANY (ARRAY(
    SELECT found.id FROM contacts_import_stage s
    CROSS JOIN LATERAL (
        SELECT id FROM public.contacts_contact
        WHERE workspace_id = %(workspace)s AND lower(email) = lower(s.email) OFFSET 0) AS found
    UNION
    SELECT found.id FROM contacts_import_stage s
    CROSS JOIN LATERAL (
        SELECT id FROM public.contacts_contact
        WHERE workspace_id = %(workspace)s AND phone = s.phone OFFSET 0) AS found
    UNION
    SELECT found.id FROM contacts_import_stage s
    CROSS JOIN LATERAL (
        SELECT id FROM public.contacts_contact
        WHERE workspace_id = %(workspace)s AND external_id = s.external_id OFFSET 0) AS found
))
ON CONFLICT (id) DO NOTHING
