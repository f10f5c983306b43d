-- filter_awaited: which of these pairs of a waiting execution and an event, by their numbers from 1, pass a filter.
-- {predicate} is a compiled rule over c and b: placeholders only.
--
-- Primary keys of events and contacts.
SELECT b.number
FROM (
    SELECT p.number, p.execution_id, ev.contact_id,
           ev.properties || jsonb_build_object('event', ev.name, 'occurred_at', ev.occurred_at) AS context
    FROM unnest(%(executions)s::bigint[], %(events)s::bigint[]) WITH ORDINALITY AS p (execution_id, event_id, number)
    JOIN contacts_event ev ON ev.id = p.event_id AND ev.created_at >= %(earliest)s::timestamptz
) b
JOIN contacts_contact c ON c.id = b.contact_id
WHERE {predicate}
