-- The lowest and the highest score of a workspace. Plan: contact_by_score from both of its ends.
SELECT min(score), max(score) FROM contacts_contact WHERE workspace_id = %(workspace)s
