-- The next contacts whose points change as days go by. Plan: the partial index contact_score_ages from the cursor on.
SELECT contact_id FROM contacts_contactscore
WHERE workspace_id = %(workspace)s AND ages AND contact_id > %(cursor)s ORDER BY contact_id LIMIT %(limit)s
