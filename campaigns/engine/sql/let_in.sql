-- let_in: one trigger looks at what happened to contacts: who passes its filter, the campaign's entry rule and its
-- re-entry policy gets an execution, and whatever comes of each is written down. Of what happened to one contact the
-- earliest counts, unless the policy lets it in each time. Answers how many came in, and how many entry numbers it took.
--
-- `source` makes the rows (source_id, contact_id, context); `filter`, `entry_rule` and their values are compiled rules
-- over c and b.context, `barred` is the policy over an earlier execution e: placeholders and names of ours only.
-- Primary keys of sources and contacts; earlier executions by execution_once_per_entry.
WITH b AS MATERIALIZED (
    {source}
), judged AS MATERIALIZED (
    SELECT b.source_id, b.contact_id, b.context, verdict.passes, verdict.may,
           CASE WHEN NOT verdict.passes THEN {filter_values} WHEN NOT verdict.may THEN {entry_values} END AS looked_at,
           EXISTS (
               SELECT 1 FROM campaigns_execution e
               WHERE e.campaign_id = %(campaign)s AND e.contact_id = b.contact_id AND {barred}
           ) AS barred
    FROM b
    JOIN contacts_contact c ON c.id = b.contact_id AND c.workspace_id = %(workspace)s
    CROSS JOIN LATERAL (SELECT ({filter}) IS TRUE AS passes, ({entry_rule}) IS TRUE AS may OFFSET 0) verdict
), admitted AS MATERIALIZED (
    SELECT source_id, contact_id, context, row_number() OVER (PARTITION BY contact_id ORDER BY source_id) AS nth
    FROM judged
    WHERE passes AND may AND NOT barred AND NOT %(closed)s
), made AS (
    INSERT INTO campaigns_execution
        (workspace_id, campaign_id, version_id, contact_id, entry, node, due_at, context, created_at)
    SELECT %(workspace)s, %(campaign)s, %(version)s, contact_id, %(entry)s + nth - 1, %(node)s, %(now)s, context, %(now)s
    FROM admitted
    WHERE nth = 1 OR %(repeats)s
    ORDER BY contact_id, nth
    RETURNING id, contact_id, entry
), decided AS (
    INSERT INTO campaigns_triggerdecision
        (workspace_id, campaign_id, contact_id, node, source, source_id, outcome, execution_id, detail, created_at)
    SELECT %(workspace)s, %(campaign)s, j.contact_id, %(node)s, %(source)s, j.source_id,
           CASE WHEN %(closed)s THEN 'closed'
                WHEN NOT j.passes THEN 'filter'
                WHEN NOT j.may THEN 'entry_rule'
                WHEN m.id IS NULL THEN 'reentry'
                ELSE 'enrolled' END,
           m.id, CASE WHEN j.looked_at IS NOT NULL THEN jsonb_build_object('values', j.looked_at) END, %(now)s
    FROM judged j
    LEFT JOIN admitted a ON a.source_id = j.source_id
    LEFT JOIN made m ON m.contact_id = a.contact_id AND m.entry = %(entry)s + a.nth - 1
    ORDER BY j.source_id
)
SELECT count(*), COALESCE(max(entry) - %(entry)s + 1, 0) FROM made
