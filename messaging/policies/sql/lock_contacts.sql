-- lock_contacts: locks those of the contacts that nobody else has locked, until the transaction ends.
--
-- SKIP LOCKED instead of waiting: a claim never waits for an import, and no order of locks can dead-lock.
SELECT id FROM contacts_contact WHERE id = ANY (%(contacts)s) FOR NO KEY UPDATE SKIP LOCKED
