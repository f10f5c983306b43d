-- mark_events: these events, none of which came to be known before %(earliest)s, have been routed.
UPDATE contacts_event SET routed_at = %(now)s WHERE id = ANY (%(ids)s::bigint[]) AND created_at >= %(earliest)s
