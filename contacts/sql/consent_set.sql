-- Writes what contacts agreed to: the state, one line of the log for each state that changed, and the change queue.
-- A refusal yields only to the contact's own word (%(by_contact)s), and nothing yields to older news. A request that is
-- yet to be confirmed (pending) is noted only where there is no answer, and only the contact's own word confirms it.
-- Contacts and topics of other workspaces and unknown ones are passed over, and so are states that hold already.
-- Contacts are locked against being erased or merged meanwhile. Answers how many states changed, and who was not there.
-- Plan: primary key lookups. `= ANY` offers them; the join alone would rather read all of the workspace's contacts.
WITH present AS MATERIALIZED (
    SELECT c.id FROM contacts_contact c
    WHERE c.id = ANY (%(contacts)s::uuid[]) AND c.workspace_id = %(workspace)s
    ORDER BY c.id
    FOR KEY SHARE
), given AS (
    SELECT given.contact, given.channel, given.message_type, given.topic, given.state
    FROM unnest(%(contacts)s::uuid[], %(channels)s::text[], %(message_types)s::text[], %(topics)s::uuid[],
                %(states)s::text[])
         AS given (contact, channel, message_type, topic, state)
    JOIN present ON present.id = given.contact
    WHERE (given.topic IS NULL OR EXISTS (
        SELECT FROM contacts_topic t WHERE t.id = given.topic AND t.workspace_id = %(workspace)s))
      AND NOT EXISTS (
        SELECT FROM contacts_consent k
        WHERE k.contact_id = given.contact AND k.channel = given.channel AND k.message_type = given.message_type
          AND k.topic_id IS NOT DISTINCT FROM given.topic AND k.state = given.state)
    ORDER BY given.contact, given.channel, given.message_type, given.topic
), applied AS (
    INSERT INTO contacts_consent AS k (workspace_id, contact_id, channel, message_type, topic_id, state, changed_at)
    SELECT %(workspace)s, contact, channel, message_type, topic, state, %(now)s FROM given
    ON CONFLICT (contact_id, channel, message_type, topic_id) DO UPDATE
    SET state = excluded.state, changed_at = excluded.changed_at
    WHERE k.state <> excluded.state AND k.changed_at <= excluded.changed_at AND excluded.state <> 'pending'
      AND (excluded.state = 'denied' OR %(by_contact)s)
    RETURNING k.contact_id, k.channel, k.message_type, k.topic_id, k.state
), logged AS (
    INSERT INTO contacts_consentrecord (workspace_id, contact_id, channel, message_type, topic_id, state, source,
                                        recorded_at, text, basis, ip_hash, agent_hash)
    SELECT %(workspace)s, contact_id, channel, message_type, topic_id, state, %(source)s, %(now)s, %(text)s,
           %(basis)s, %(ip_hash)s, %(agent_hash)s
    FROM applied
), queued AS (
    INSERT INTO contacts_contactchange (workspace_id, contact_id)
    SELECT DISTINCT %(workspace)s::uuid, contact_id FROM applied
)
SELECT (SELECT count(*) FROM applied),
       ARRAY(SELECT unnest(%(contacts)s::uuid[]) EXCEPT SELECT id FROM present)
