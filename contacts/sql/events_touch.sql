-- events_touch: marks the contacts of events for which a segment or a score rule asks, so that these look at them again.
INSERT INTO contacts_contactchange (workspace_id, contact_id)
SELECT DISTINCT %(workspace)s::uuid, contact_id FROM unnest(%(contacts)s::uuid[]) AS did (contact_id)
