-- note_undecided: what happened stays undecided for a trigger, through a fault; its text goes into the detail.
WITH l AS (
    SELECT 0 AS listener, 0 AS subject, %(since)s::timestamptz AS since, %(workspace)s::uuid AS workspace_id
), happened AS (
    SELECT id, 0 AS subject FROM unnest(%(sources)s::bigint[]) AS happened (id)
), b AS (
    {source}
)
INSERT INTO campaigns_triggerdecision
    (workspace_id, campaign_id, contact_id, node, source, source_id, outcome, detail, created_at)
SELECT %(workspace)s, %(campaign)s, b.contact_id, %(node)s, %(source)s, b.source_id, 'failed',
       jsonb_build_object('message', %(message)s::text), %(now)s
FROM b
