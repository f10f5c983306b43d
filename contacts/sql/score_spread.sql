-- How many contacts have scores in each step of a width. Plan: an index-only scan of contact_by_score.
SELECT floor(score::numeric / %(step)s)::integer, count(*)
FROM contacts_contact WHERE workspace_id = %(workspace)s
GROUP BY 1
