-- move_hold: locks those of a stretch who are on their way on an older version. SKIP LOCKED: a pass that holds somebody
-- has the right of way. Answers how many there are, and the ids of those locked who are pending and of those who rest
-- beside a message.
--
-- Index Scan on execution_once_per_entry between the two keys; then the primary key.
WITH near AS MATERIALIZED (
    SELECT e.id
    FROM campaigns_execution e
    WHERE e.campaign_id = %(campaign)s AND (e.contact_id, e.entry) > (%(contact)s, %(entry)s)
      AND (e.contact_id, e.entry) <= (%(last_contact)s, %(last_entry)s)
      AND e.state IN ('pending', 'processing') AND e.version_id = ANY(%(olds)s::uuid[])
), held AS MATERIALIZED (
    SELECT e.id, e.state
    FROM near n
    JOIN campaigns_execution e ON e.id = n.id
    WHERE e.state IN ('pending', 'processing') AND e.version_id = ANY(%(olds)s::uuid[])
    FOR NO KEY UPDATE OF e SKIP LOCKED
)
SELECT (SELECT count(*) FROM near),
       ARRAY(SELECT id FROM held WHERE state = 'pending'), ARRAY(SELECT id FROM held WHERE state = 'processing')
