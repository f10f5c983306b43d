-- move: hands over what messaging keeps about one contact to another. `shard` follows the contact by itself, and no
-- message changes its execution, node or visit, so each still is the only one of its visit.
UPDATE messaging_message SET contact_id = %(target)s WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
UPDATE messaging_linkclick SET contact_id = %(target)s WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
UPDATE messaging_linktarget SET contact_id = %(target)s WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
-- Both contacts' conversations over one sender become one.
WITH twins AS (
    SELECT s.id AS source, t.id AS target
    FROM messaging_inboxthread s
    JOIN messaging_inboxthread t ON t.sender_id = s.sender_id AND t.contact_id = %(target)s
    WHERE s.contact_id = %(source)s AND s.workspace_id = %(workspace)s
), moved AS (
    UPDATE messaging_inboxentry e SET thread_id = twins.target FROM twins WHERE e.thread_id = twins.source
)
DELETE FROM messaging_inboxthread USING twins WHERE id = twins.source;
UPDATE messaging_inboxthread SET contact_id = %(target)s
WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
UPDATE messaging_consentconfirmation SET contact_id = %(target)s
WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
UPDATE messaging_contactpoint SET contact_id = %(target)s
WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
UPDATE messaging_onsiteitem SET contact_id = %(target)s
WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
-- Whether the contact that stays has an erased address is looked at anew.
DELETE FROM messaging_returnedcontact WHERE contact_id = %(source)s AND workspace_id = %(workspace)s;
