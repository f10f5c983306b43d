-- contacts_resolve: which contacts are meant by ids, e-mail addresses, phone numbers and external ids, with the place of
-- each in what was asked. Lookups in unique indexes, whatever the number; who is not in the workspace is left out.
SELECT asked.place, c.id
FROM unnest(%(id_places)s::integer[], %(ids)s::uuid[]) AS asked (place, id)
JOIN contacts_contact c ON c.id = asked.id AND c.workspace_id = %(workspace)s
UNION ALL
SELECT asked.place, a.contact_id
FROM unnest(%(id_places)s::integer[], %(ids)s::uuid[]) AS asked (place, id)
JOIN contacts_contactalias a ON a.id = asked.id AND a.workspace_id = %(workspace)s
UNION ALL
SELECT asked.place, c.id
FROM unnest(%(email_places)s::integer[], %(emails)s::text[]) AS asked (place, email)
JOIN contacts_contact c ON c.workspace_id = %(workspace)s AND lower(c.email) = lower(asked.email)
UNION ALL
SELECT asked.place, c.id
FROM unnest(%(external_places)s::integer[], %(externals)s::text[]) AS asked (place, external_id)
JOIN contacts_contact c ON c.workspace_id = %(workspace)s AND c.external_id = asked.external_id
UNION ALL
SELECT asked.place, c.id
FROM unnest(%(phone_places)s::integer[], %(phones)s::text[]) AS asked (place, phone)
JOIN contacts_contact c ON c.workspace_id = %(workspace)s AND c.phone = asked.phone
