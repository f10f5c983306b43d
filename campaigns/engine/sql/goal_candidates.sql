-- goal_candidates: the next batch of a campaign's executions in the order of their contacts: the last contact looked at,
-- how many executions were, and which of them match the goal's rule, have their window open and no conversion yet.
-- {predicate} is a compiled rule over the alias c: placeholders only. The batch begins with the last contact of the one
-- before, as a contact's entries may be cut apart.
--
-- Range of execution_once_per_entry (campaign, contact, entry); conversions by their unique index.
WITH batch AS MATERIALIZED (
    SELECT e.id AS execution_id, e.contact_id, e.context, e.created_at
    FROM campaigns_execution e
    WHERE e.campaign_id = %(campaign)s AND e.contact_id >= %(cursor)s
    ORDER BY e.contact_id, e.entry
    LIMIT %(limit)s
)
SELECT (SELECT contact_id FROM batch ORDER BY contact_id DESC LIMIT 1),
       (SELECT count(*) FROM batch),
       ARRAY(
           SELECT b.execution_id
           FROM batch b
           JOIN contacts_contact c ON c.id = b.contact_id
           WHERE b.created_at > %(now)s - make_interval(days => %(window)s)
             AND NOT EXISTS (SELECT 1 FROM campaigns_conversion v WHERE v.execution_id = b.execution_id)
             AND {predicate}
       )
