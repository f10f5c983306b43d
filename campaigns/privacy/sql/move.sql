-- move: hands over what campaigns keep about one contact to another. An entry number that both have in a campaign becomes
-- one that no entry can ever get (below zero), so that neither this nor a later entry meets another.
-- Plans: execution_by_contact; decisions by campaign and contact.
WITH taken AS (
    SELECT e.id, row_number() OVER (PARTITION BY e.campaign_id ORDER BY e.entry)
           - LEAST(0, (SELECT min(t.entry) FROM campaigns_execution t
                       WHERE t.campaign_id = e.campaign_id AND t.contact_id IN (%(source)s, %(target)s))) AS below
    FROM campaigns_execution e
    WHERE e.contact_id = %(source)s AND e.workspace_id = %(workspace)s AND EXISTS (
        SELECT FROM campaigns_execution t
        WHERE t.campaign_id = e.campaign_id AND t.contact_id = %(target)s AND t.entry = e.entry)
)
UPDATE campaigns_execution e SET entry = -taken.below FROM taken WHERE e.id = taken.id;
UPDATE campaigns_execution SET contact_id = %(target)s WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
UPDATE campaigns_waitsubscription SET contact_id = %(target)s
WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
UPDATE campaigns_conversion SET contact_id = %(target)s WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
UPDATE campaigns_triggerdecision SET contact_id = %(target)s
WHERE contact_id = %(source)s
  AND campaign_id = ANY (ARRAY(SELECT id FROM campaigns_campaign WHERE workspace_id = %(workspace)s));
UPDATE campaigns_executionorder SET contact_ids = array_replace(contact_ids, %(source)s::uuid, %(target)s::uuid)
WHERE workspace_id = %(workspace)s AND contact_ids @> ARRAY[%(source)s::uuid];
