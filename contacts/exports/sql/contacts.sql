-- Contacts for a file, in the order of their ids: the columns of `contacts.exports.people`, moments, attributes and
-- consents (as JSON texts) where they are asked for. What is put in is a predicate of allow-listed parts and parameters.
-- Plan: one pass over the workspace's contacts (contact_by_key) or whatever the predicate is found by, sorted by the server.
SELECT c.id, c.email, c.phone, c.external_id, c.first_name, c.last_name, c.timezone, c.tags, c.score,
       CASE WHEN %(moments)s THEN c.created_at END, CASE WHEN %(moments)s THEN c.changed_at END,
       CASE WHEN %(attributes)s THEN c.attributes::text END,
       CASE WHEN %(consents)s THEN (
           SELECT jsonb_object_agg(k.channel || '.' || k.message_type, k.state)::text
           FROM contacts_consent k WHERE k.contact_id = c.id) END
FROM contacts_contact c
WHERE {where}
ORDER BY c.id
