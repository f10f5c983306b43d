-- events_count: a line for each name of a batch: so many came on this day (UTC). Appended, never updated: nobody waits.
INSERT INTO contacts_eventcount (workspace_id, name, day, count, last_at)
SELECT %(workspace)s, name, (%(now)s::timestamptz AT TIME ZONE 'UTC')::date, count, latest
FROM unnest(%(names)s::text[], %(counts)s::bigint[], %(latest)s::timestamptz[]) AS given (name, count, latest)
