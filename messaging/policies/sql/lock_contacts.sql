-- lock_contacts: locks the contacts until the transaction ends; returns those that somebody else has locked, usually none.
--
-- SKIP LOCKED instead of waiting: a claim never waits for an import, and no order of locks can dead-lock. Each one asked
-- for is looked for among the locked ones, so none is left unlocked. Probes of the primary key, and a hash of some hundred.
WITH locked AS MATERIALIZED (
    SELECT id FROM contacts_contact WHERE id = ANY (%(contacts)s::uuid[]) FOR NO KEY UPDATE SKIP LOCKED
)
SELECT asked.id
FROM unnest(%(contacts)s::uuid[]) AS asked (id)
WHERE NOT EXISTS (SELECT FROM locked WHERE locked.id = asked.id)
