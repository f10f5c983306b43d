-- enqueue: the outbox's COPY; the columns are those of OutboxRow, everything else has a default.
COPY messaging_message (
    workspace_id, stream_id, contact_id, execution_id, node, visit, channel, message_type, template_version_id,
    sender_id, context, not_before, created_at, leg, reason
) FROM STDIN
