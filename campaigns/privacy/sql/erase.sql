-- erase: everything that campaigns keep about contacts, in the order of what points at what; the journal goes before the
-- executions that its counters are found by. Triggers take all of it off the counters (ADR 0005). The executions are locked.
-- Plans: execution_by_contact, and each table's index by execution; decisions by campaign and contact.
DELETE FROM campaigns_step s USING campaigns_execution e
WHERE s.execution_id = e.id AND e.contact_id = ANY (%(contacts)s::uuid[]) AND e.workspace_id = %(workspace)s;
DELETE FROM campaigns_webhookcall c USING campaigns_execution e
WHERE c.execution_id = e.id AND e.contact_id = ANY (%(contacts)s::uuid[]) AND e.workspace_id = %(workspace)s;
DELETE FROM campaigns_waitsubscription
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM campaigns_conversion WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
DELETE FROM campaigns_triggerdecision
WHERE contact_id = ANY (%(contacts)s::uuid[])
  AND campaign_id = ANY (ARRAY(SELECT id FROM campaigns_campaign WHERE workspace_id = %(workspace)s));
DELETE FROM campaigns_execution WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s;
UPDATE campaigns_executionorder
SET contact_ids = ARRAY(SELECT one FROM unnest(contact_ids) AS one WHERE one <> ALL (%(contacts)s::uuid[]))
WHERE workspace_id = %(workspace)s AND contact_ids && %(contacts)s::uuid[];
