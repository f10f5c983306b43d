-- The keys of a page of the contacts that a selection finds, and what they are ordered by. The selection is compiled over
-- the alias c; what orders and what the last page ended with come from the allow-list of orders.
-- How many match is what no planner knows. Of what many have, enough is near: among the first %(near)s in the order. Else
-- all who match are looked for, and sorted; {fence} keeps the planner from walking along the order once more where the
-- selection has indexes of its own.
-- Plan: near: the index of the order, read until enough match. rest: the indexes of the selection; not begun where near
-- is enough (One-Time Filter).
WITH near AS MATERIALIZED (
    SELECT c.id, c.place
    FROM (
        SELECT c.*, {value} AS place FROM contacts_contact c
        WHERE c.workspace_id = %(list_workspace)s AND ({arm}) AND ({after})
        ORDER BY {order}
        LIMIT %(near)s
    ) AS c
    WHERE {which}
    ORDER BY {order}
    LIMIT %(limit)s
), rest AS (
    SELECT id, place
    FROM (
        SELECT c.id, {value} AS place FROM contacts_contact c
        WHERE (SELECT count(*) FROM near) < %(limit)s
            AND c.workspace_id = %(list_workspace)s AND ({which}) AND ({arm}) AND ({after})
        {fence}
    ) AS matching
    ORDER BY {order}
    LIMIT %(limit)s
)
SELECT id, place FROM near WHERE (SELECT count(*) FROM near) = %(limit)s
UNION ALL
SELECT id, place FROM rest
ORDER BY {order}
