-- contacts_resolve: which contacts are meant by ids, e-mail addresses, phone numbers and external ids: the kind, and the
-- place among those of its kind, counted from 1. Lookups in unique indexes, whatever the number; who is not in the
-- workspace is left out.
SELECT 'contact_id', asked.place, c.id
FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS asked (id, place)
JOIN contacts_contact c ON c.id = asked.id AND c.workspace_id = %(workspace)s
UNION ALL
SELECT 'contact_id', asked.place, a.contact_id
FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS asked (id, place)
JOIN contacts_contactalias a ON a.id = asked.id AND a.workspace_id = %(workspace)s
UNION ALL
SELECT 'email', asked.place, c.id
FROM unnest(%(emails)s::text[]) WITH ORDINALITY AS asked (email, place)
JOIN contacts_contact c ON c.workspace_id = %(workspace)s AND lower(c.email) = lower(asked.email)
UNION ALL
SELECT 'external_id', asked.place, c.id
FROM unnest(%(external_ids)s::text[]) WITH ORDINALITY AS asked (external_id, place)
JOIN contacts_contact c ON c.workspace_id = %(workspace)s AND c.external_id = asked.external_id
UNION ALL
SELECT 'phone', asked.place, c.id
FROM unnest(%(phones)s::text[]) WITH ORDINALITY AS asked (phone, place)
JOIN contacts_contact c ON c.workspace_id = %(workspace)s AND c.phone = asked.phone
