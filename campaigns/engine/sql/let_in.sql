-- let_in: triggers look at what happened to contacts: who passes a trigger's filter, its campaign's entry rule and its
-- re-entry policy gets an execution, and whatever comes of each is written down. Of what happened to one contact the
-- earliest counts, unless the policy lets it in each time. Answers per campaign how many came in, and the last number.
--
-- `source` makes the rows (of l, source_id, contact_id, context); `filter`, `entry_rule` and their values are cases of
-- compiled rules over c and b.context by the listener's number, `barred` cases of policies over an earlier execution e:
-- placeholders and names of ours only.
-- Primary keys of sources and contacts; earlier executions by execution_once_per_entry.
WITH l AS MATERIALIZED (
    SELECT *
    FROM unnest(
        %(listeners)s::integer[], %(subjects)s::integer[], %(workspaces)s::uuid[], %(campaigns)s::uuid[],
        %(versions)s::uuid[], %(nodes)s::text[], %(since)s::timestamptz[], %(entries)s::integer[],
        %(policies)s::integer[], %(afters)s::timestamptz[], %(repeating)s::boolean[], %(closed)s::boolean[]
    ) AS l (
        listener, subject, workspace_id, campaign_id, version_id, node, since, entry, policy, after, repeats, closed
    )
), happened AS MATERIALIZED (
    SELECT * FROM unnest(%(sources)s::bigint[], %(subject_of)s::integer[]) AS happened (id, subject)
), b AS MATERIALIZED (
    {source}
), judged AS MATERIALIZED (
    SELECT b.*, verdict.passes, verdict.may,
           CASE WHEN NOT verdict.passes THEN {filter_values} WHEN NOT verdict.may THEN {entry_values} END AS looked_at,
           verdict.passes AND verdict.may AND NOT b.closed AND NOT EXISTS (
               SELECT 1 FROM campaigns_execution e
               WHERE e.campaign_id = b.campaign_id AND e.contact_id = b.contact_id AND {barred}
           ) AS welcome
    FROM b
    JOIN contacts_contact c ON c.id = b.contact_id AND c.workspace_id = b.workspace_id
    CROSS JOIN LATERAL (SELECT ({filter}) IS TRUE AS passes, ({entry_rule}) IS TRUE AS may OFFSET 0) verdict
), placed AS (
    SELECT *, row_number() OVER (PARTITION BY campaign_id, contact_id, welcome ORDER BY source_id, listener) AS nth
    FROM judged
), admitted AS MATERIALIZED (
    -- The ids are drawn here: to find the new rows again would need a join that the planner can't size.
    SELECT *,
           CASE WHEN welcome AND (nth = 1 OR repeats)
                THEN nextval((SELECT pg_get_serial_sequence('campaigns_execution', 'id')::regclass)) END AS execution_id
    FROM placed
), made AS (
    INSERT INTO campaigns_execution
        (id, workspace_id, campaign_id, version_id, contact_id, entry, node, due_at, context, created_at)
    SELECT execution_id, workspace_id, campaign_id, version_id, contact_id, entry + nth - 1, node, %(now)s, context,
           %(now)s
    FROM admitted
    WHERE execution_id IS NOT NULL
    ORDER BY campaign_id, contact_id, nth
    RETURNING workspace_id, campaign_id, node, entry
), decided AS (
    INSERT INTO campaigns_triggerdecision
        (workspace_id, campaign_id, contact_id, node, source, source_id, outcome, execution_id, detail, created_at)
    SELECT workspace_id, campaign_id, contact_id, node, %(source)s, source_id,
           CASE WHEN closed THEN 'closed'
                WHEN NOT passes THEN 'filter'
                WHEN NOT may THEN 'entry_rule'
                WHEN execution_id IS NULL THEN 'reentry'
                ELSE 'enrolled' END,
           execution_id, CASE WHEN looked_at IS NOT NULL THEN jsonb_build_object('values', looked_at) END, %(now)s
    FROM admitted
    ORDER BY source_id, listener
), counted AS (
    INSERT INTO campaigns_nodecounter
        (workspace_id, campaign_id, node, outcome, delta, created_at)
    SELECT workspace_id, campaign_id, node, 'enrolled', count(*), %(now)s FROM made GROUP BY 1, 2, 3
)
SELECT campaign_id, count(*), max(entry) FROM made GROUP BY 1
