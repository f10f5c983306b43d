-- Adds to the scores of contacts, as often as each is named, or sets them; and queues those that changed for the
-- segments stage. A score stays within what its column holds. Each that changed leaves a line of history, as given by hand:
-- points by score rules are another part of the score, and stay as they are.
-- Rows are locked in the order of their ids; contacts whose score stays the same are not written.
-- Plan: primary key lookups.
WITH given AS (
    SELECT contact, count(*) AS times
    FROM unnest(%(contacts)s::uuid[]) AS given (contact)
    GROUP BY contact
), target AS MATERIALIZED (
    SELECT c.id, c.score, given.times
    FROM contacts_contact c JOIN given ON c.id = given.contact
    WHERE c.workspace_id = %(workspace)s AND c.id = ANY (%(contacts)s::uuid[])
      AND c.score IS DISTINCT FROM %(value)s::integer
    ORDER BY c.id
    FOR NO KEY UPDATE OF c
), changed AS (
    UPDATE contacts_contact c
    SET score = COALESCE(
            %(value)s::integer,
            greatest(least(c.score + target.times * %(delta)s::bigint, 2147483647), -2147483648)::integer),
        changed_at = %(now)s
    FROM target
    WHERE c.id = target.id
    RETURNING c.id, target.score AS before, c.score AS after
), noted AS (
    INSERT INTO contacts_scorechange (workspace_id, contact_id, at, before, after, source)
    SELECT %(workspace)s, id, %(now)s, before, after, %(source)s FROM changed WHERE before <> after
), queued AS (
    INSERT INTO contacts_contactchange (workspace_id, contact_id)
    SELECT %(workspace)s, id FROM changed
)
SELECT count(*) FROM changed
