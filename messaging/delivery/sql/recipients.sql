-- recipients: what channels and templates need of a batch's contacts, in the order of delivery.batch.Recipient.
-- Probes of the primary key; one array instead of hundreds of parameters, each of which would be adapted by itself.
SELECT id, workspace_id, email, phone, first_name, last_name, timezone, score, tags, attributes
FROM contacts_contact
WHERE id = ANY (%(ids)s::uuid[])
