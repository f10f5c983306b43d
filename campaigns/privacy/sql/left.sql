-- left: about which of these contacts campaigns keep rows. Asked of contacts who are gone, so there is next to nothing to
-- find. Plans: the indexes by contact; decisions by campaign and contact; orders are few.
SELECT contact_id FROM campaigns_execution
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM campaigns_waitsubscription
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM campaigns_conversion
WHERE contact_id = ANY (%(contacts)s::uuid[]) AND workspace_id = %(workspace)s
UNION
SELECT contact_id FROM campaigns_triggerdecision
WHERE contact_id = ANY (%(contacts)s::uuid[])
  AND campaign_id = ANY (ARRAY(SELECT id FROM campaigns_campaign WHERE workspace_id = %(workspace)s))
UNION
SELECT one FROM campaigns_executionorder, unnest(contact_ids) AS one
WHERE workspace_id = %(workspace)s AND contact_ids && %(contacts)s::uuid[] AND one = ANY (%(contacts)s::uuid[])
