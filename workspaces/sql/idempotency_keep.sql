-- Keeps the answer to a request whose key is taken. What is there already is past its time: the taking has looked.
-- Plan: one row of idempotent_answer_unique.
INSERT INTO workspaces_idempotentanswer (owner, route, key, body_digest, status, body, created_at)
VALUES (%(owner)s, %(route)s, %(key)s, %(digest)s, %(status)s, %(body)s, statement_timestamp())
ON CONFLICT (owner, route, key) DO UPDATE SET
    body_digest = excluded.body_digest, status = excluded.status, body = excluded.body, created_at = excluded.created_at
