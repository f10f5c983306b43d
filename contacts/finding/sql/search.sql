-- Whether the contact `c` is called by a text: its address or name (either way round) begins with it, or it is its
-- number, id, external id or one of its tags.
-- Plan: a bitmap of one index range for each arm (contact_email_prefix, contact_name_prefix, contact_surname_prefix,
-- contact_phone_unique, contact_external_id_unique, the primary key, contact_by_tag), or the list's own order where most match.
lower(c.email) LIKE %(search_prefix)s
OR lower(c.first_name || ' ' || c.last_name) LIKE %(search_prefix)s
OR lower(c.last_name || ' ' || c.first_name) LIKE %(search_prefix)s
OR c.phone = %(search_phone)s
OR c.external_id = %(search_text)s
OR c.id = %(search_id)s::uuid
OR c.tags @> ARRAY[%(search_text)s]::varchar[]
