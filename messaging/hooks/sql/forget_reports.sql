-- forget_reports: deletes reports that were applied before a moment, looking at the oldest %(limit)s only, so that a call with
-- nothing to do costs little. Plan: the primary key, in its order.
DELETE FROM messaging_providerreport
WHERE id IN (SELECT id FROM messaging_providerreport ORDER BY id LIMIT %(limit)s) AND applied_at < %(before)s
