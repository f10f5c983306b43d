-- The keys of a page of contacts, and what they are ordered by. The selection is compiled over
-- the alias c; what orders and what the last page ended with come from the allow-list of orders.
-- Plan: the index of the order, read from where the last page ended until enough match; or, where few match, the indexes
-- of the selection and a sort.
SELECT c.id, {value} FROM contacts_contact c
WHERE c.workspace_id = %(list_workspace)s AND ({which}) AND ({arm}) AND ({after})
ORDER BY {order}
LIMIT %(limit)s
