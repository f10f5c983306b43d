-- settle: pending → what the verifier said. Probes of the primary key; what somebody else settled meanwhile stays.
UPDATE messaging_addressverification v
SET status = told.status, detail = told.detail, checked_at = %(now)s, tries = 0
FROM unnest(%(ids)s::bigint[], %(statuses)s::text[], %(details)s::text[]) AS told (id, status, detail)
WHERE v.id = told.id AND v.status || '' = 'pending'
