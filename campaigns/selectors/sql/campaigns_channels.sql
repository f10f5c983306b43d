-- The channel of the first message in each campaign's flow: the draft's, else the live version's.
-- Plan: primary keys of campaigns, then of each its draft (flow_one_draft) or its live version by primary key.
SELECT c.id, sent.channel
FROM campaigns_campaign c
JOIN LATERAL (
    SELECT v.document
    FROM campaigns_flowversion v
    WHERE v.campaign_id = c.id AND (v.state = 'draft' OR v.id = c.live_version_id)
    ORDER BY v.state = 'draft' DESC
    LIMIT 1
) flow ON TRUE
JOIN LATERAL (
    SELECT node.value -> 'config' ->> 'channel' AS channel
    FROM jsonb_array_elements(flow.document -> 'nodes') WITH ORDINALITY AS node (value, place)
    WHERE node.value ->> 'type' = 'send' AND node.value -> 'config' ->> 'channel' IS NOT NULL
    ORDER BY node.place
    LIMIT 1
) sent ON TRUE
WHERE c.workspace_id = %(workspace)s AND c.id = ANY(%(campaigns)s)
