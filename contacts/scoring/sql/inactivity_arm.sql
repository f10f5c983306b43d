-- The points that contacts have for each whole period since the day of their last event, or since they became known.
-- Plan: primary key lookups; event_by_contact for the last event of each.
(SELECT c.id, %(n_number)s::integer,
        (%(n_points)s::bigint * least(%(n_most)s::bigint, greatest(0, (%(today)s::date - (
            coalesce((SELECT max(e.occurred_at) FROM contacts_event e
                      WHERE e.contact_id = c.id AND e.workspace_id = %(workspace)s AND e.occurred_at < %(tomorrow)s),
                     c.created_at) AT TIME ZONE 'UTC')::date) / %(n_period)s::integer)))::bigint
 FROM contacts_contact c
 WHERE c.id = ANY (%(contacts)s::uuid[]) AND c.workspace_id = %(workspace)s)
