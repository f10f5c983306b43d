-- The keys of a page of a workspace's contacts, and what they are ordered by. What orders and what the last page ended
-- with come from the allow-list of orders.
-- Plan: the index of the order, read from where the last page ended.
SELECT c.id, {value} AS place FROM contacts_contact c
WHERE c.workspace_id = %(list_workspace)s AND ({arm}) AND ({after})
ORDER BY {order}
LIMIT %(limit)s
