-- Keeps whom an operation has changed, for its undoing.
INSERT INTO contacts_bulkchange (workspace_id, operation_id, contact_id)
SELECT %(workspace)s, %(operation)s, contact FROM unnest(%(contacts)s::uuid[]) AS contact
ON CONFLICT DO NOTHING
