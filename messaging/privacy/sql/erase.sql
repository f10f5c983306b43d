-- erase: everything that messaging keeps about contacts. Counters follow by the triggers of the outbox (ADR 0009).
-- The messages are locked. What is reserved for one that nobody will hear of again is released. Plans: indexes by contact; suppressions by suppression_unique.
DELETE FROM messaging_linkclick WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM messaging_linktarget WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
WITH gone AS (
    DELETE FROM messaging_message
    WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
    RETURNING state, cost
)
UPDATE workspaces_balanceaccount
SET reserved = reserved - freed.amount
FROM (SELECT sum(cost) AS amount FROM gone WHERE state <> 'accepted') AS freed
WHERE workspace_id = %(workspace)s AND freed.amount IS NOT NULL;
-- With the conversations of whoever wrote from such an address and was nobody's contact yet.
WITH gone AS (
    DELETE FROM messaging_inboxthread
    WHERE workspace_id = %(workspace)s
      AND (contact_id = ANY (%(contacts)s::uuid[])
           OR (contact_id IS NULL AND address <> '' AND address = ANY (%(reported)s::text[])))
    RETURNING id
)
DELETE FROM messaging_inboxentry e USING gone WHERE e.thread_id = gone.id;
DELETE FROM messaging_consentconfirmation
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM messaging_returnedcontact WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM messaging_contactpoint WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM messaging_onsiteitem WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM messaging_suppression
WHERE workspace_id = %(workspace)s
  AND (channel, address) IN (SELECT * FROM unnest(%(channels)s::text[], %(addresses)s::text[]));
DELETE FROM messaging_addressverification WHERE workspace_id = %(workspace)s AND address = ANY (%(mails)s::text[]);
DELETE FROM messaging_mailboxmail WHERE lower(rcpt_to) = ANY (%(mails)s::text[]);
-- What providers reported and nobody has applied yet. Plan: provider_report_address, which holds such rows only.
DELETE FROM messaging_providerreport
WHERE workspace_id = %(workspace)s AND address = ANY (%(reported)s::text[]) AND address <> '';
