-- Puts contacts into the queue of those whose scores are to be looked at.
INSERT INTO contacts_scoredue (workspace_id, contact_id)
SELECT %(workspace)s::uuid, contact FROM unnest(%(contacts)s::uuid[]) AS contact
