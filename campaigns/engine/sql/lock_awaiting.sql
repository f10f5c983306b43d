-- lock_awaiting: locks the executions that wait for any of these events by name, in the order of their ids. What they
-- wait for is read again by a later statement: it may have changed while this one waited for a lock.
--
-- Primary key of events, wait_subscription_by_event (contact, event), primary key of executions.
SELECT e.id
FROM campaigns_execution e
WHERE e.id IN (
    SELECT s.execution_id
    FROM contacts_event ev
    JOIN campaigns_waitsubscription s ON s.contact_id = ev.contact_id AND s.event = ev.name
    WHERE ev.id = ANY (%(events)s::bigint[]) AND ev.created_at >= %(earliest)s::timestamptz
      AND s.workspace_id = ev.workspace_id AND s.since < ev.created_at
)
ORDER BY e.id
FOR NO KEY UPDATE
