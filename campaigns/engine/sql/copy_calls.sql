-- copy_calls: the COPY of the outbox of HTTP calls, in the column order of campaigns.engine.write.
COPY campaigns_webhookcall (
    workspace_id, campaign_id, version_id, node, execution_id, visit, url, body, due_at, created_at
) FROM STDIN
