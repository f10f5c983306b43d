-- take_entries: takes so many entry numbers of each campaign, whose rows are locked; answers the last one taken.
UPDATE campaigns_campaign c
SET last_entry = GREATEST(c.last_entry, n.least) + n.number
FROM unnest(%(campaigns)s::uuid[], %(least)s::integer[], %(numbers)s::integer[]) AS n (campaign_id, least, number)
WHERE c.id = n.campaign_id
RETURNING c.id, c.last_entry
