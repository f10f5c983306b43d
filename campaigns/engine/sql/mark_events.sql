-- mark_events: these events have been routed.
UPDATE contacts_event SET routed_at = %(now)s WHERE id = ANY (%(ids)s::bigint[])
