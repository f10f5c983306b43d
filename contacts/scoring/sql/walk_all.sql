-- The next contacts of a walk over everybody. Plan: contact_by_key from the cursor on.
SELECT id FROM contacts_contact WHERE workspace_id = %(workspace)s AND id > %(cursor)s ORDER BY id LIMIT %(limit)s
