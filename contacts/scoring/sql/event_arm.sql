-- The points that contacts have for events of a name: the newest ones, at most so many, each halved in every half-life.
-- Tests of properties are compiled: placeholders only. Numbers are exact, so that adding up in another order changes nothing.
-- Plan: event_by_contact (contact, name) of each month's partition.
(SELECT counted.contact_id, %(n_number)s::integer AS rule,
        greatest(least(round(sum(counted.points)), 2147483647), -2147483647)::integer AS points
 FROM (
    SELECT e.contact_id,
           %(n_points)s::numeric * CASE WHEN %(n_half_life)s::integer IS NULL THEN 1 ELSE power(
               0.5::numeric,
               greatest(%(today)s::date - (e.occurred_at AT TIME ZONE 'UTC')::date, 0)::numeric / %(n_half_life)s::integer)
           END AS points,
           row_number() OVER (PARTITION BY e.contact_id ORDER BY e.occurred_at DESC, e.id DESC) AS place
    FROM contacts_event e
    WHERE e.contact_id = ANY (%(contacts)s::uuid[]) AND e.workspace_id = %(workspace)s AND e.name = %(n_name)s
      AND e.occurred_at < %(tomorrow)s
      AND (%(n_since)s::timestamptz IS NULL OR e.occurred_at >= %(n_since)s::timestamptz)
      AND {filter}
 ) AS counted
 WHERE counted.place <= %(n_most)s
 GROUP BY counted.contact_id)
