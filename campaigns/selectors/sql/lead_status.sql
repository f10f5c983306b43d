-- How far the contact `c` has come, as a word of LeadStatus.
-- Plan: message_by_contact and the index on a conversion's contact.
CASE
    WHEN EXISTS (SELECT FROM campaigns_conversion v WHERE v.contact_id = c.id AND v.workspace_id = c.workspace_id)
        THEN 'converted'
    ELSE coalesce((
        SELECT CASE WHEN bool_or(m.replied_at IS NOT NULL) THEN 'replied'
                    WHEN bool_or(m.state = 'accepted') THEN 'contacted' END
        FROM messaging_message m
        WHERE m.contact_id = c.id AND m.workspace_id = c.workspace_id), 'new')
END
