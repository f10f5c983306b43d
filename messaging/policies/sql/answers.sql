-- answers: what a batch's contacts have answered, over any channel. Index scan on consent_once; one array instead of
-- hundreds of parameters, each of which would be adapted by itself.
SELECT contact_id, channel, message_type, topic_id, state
FROM contacts_consent
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND state = ANY (%(answers)s)
