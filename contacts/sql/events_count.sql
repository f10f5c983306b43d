-- events_count: a line for each name of a batch: so many came on this day (UTC). Appended, never updated: nobody waits.
-- Answers the names by which a segment or a score rule of the workspace asks for events. Both are few in a workspace;
-- most ask for few events or none. Score rules about inactivity ask for any.
WITH given AS MATERIALIZED (
    SELECT * FROM unnest(%(names)s::text[], %(counts)s::bigint[], %(latest)s::timestamptz[]) AS g (name, count, latest)
), counted AS (
    INSERT INTO contacts_eventcount (workspace_id, name, day, count, last_at)
    SELECT %(workspace)s, name, (%(now)s::timestamptz AT TIME ZONE 'UTC')::date, count, latest FROM given
)
SELECT name FROM given
WHERE name IN (
    SELECT leaf ->> 'field'
    FROM contacts_segment s, jsonb_path_query(s.rule, 'strict $.** ? (@.type == "event")') AS leaf
    WHERE s.workspace_id = %(workspace)s AND s.kind = 'dynamic'
    UNION ALL
    SELECT r.event FROM contacts_scorerule r WHERE r.workspace_id = %(workspace)s AND r.is_active AND r.kind = 'event'
) OR EXISTS (
    SELECT FROM contacts_scorerule r WHERE r.workspace_id = %(workspace)s AND r.is_active AND r.kind = 'inactivity'
)
