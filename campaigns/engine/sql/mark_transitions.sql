-- mark_transitions: these entries into and exits from segments have been routed.
UPDATE contacts_segmenttransition SET routed_at = %(now)s WHERE id = ANY (%(ids)s::bigint[])
