-- Takes an idempotency key for the rest of the transaction, and reads the answer that is kept for it.
-- Plan: a try for an advisory lock, and one probe of idempotent_answer_unique.
SELECT taken, body_digest, status, body
FROM workspaces_idempotency_take(
    %(class)s, %(name)s, %(owner)s, %(route)s, %(key)s, %(kept_for)s
)
