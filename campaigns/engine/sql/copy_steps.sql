-- copy_steps: the journal's COPY, in the column order of campaigns.engine.ledger.
COPY campaigns_step (execution_id, workspace_id, node, outcome, port, reason, detail, created_at) FROM STDIN
