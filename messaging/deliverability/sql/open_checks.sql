-- open_checks: a check for each domain that an active mail sender sends from and that has none yet, wanted at once.
--
-- Scans the senders, of which there are few.
INSERT INTO messaging_domaincheck (workspace_id, domain, selectors, findings, wanted_at)
SELECT DISTINCT workspace_id, lower(split_part(from_address, '@', 2)), '[]'::jsonb, '[]'::jsonb, %(now)s::timestamptz
FROM messaging_sender
WHERE channel = 'email' AND state = 'active' AND from_address LIKE '%%@%%'
ON CONFLICT (workspace_id, domain) DO NOTHING
