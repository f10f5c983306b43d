-- Whether the contact `c` was changed by the operation that is undone. Plan: bulk_change_unique.
EXISTS (SELECT FROM contacts_bulkchange b WHERE b.operation_id = %(undoes)s AND b.contact_id = c.id)
