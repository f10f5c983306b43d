-- by_sender: what became of a workspace's mails since `since`, and of those since `lately`, by sender.
--
-- domain_counter_by_day (workspace, day).
SELECT sender_id,
       sum(accepted) FILTER (WHERE day >= %(lately)s), sum(refused) FILTER (WHERE day >= %(lately)s),
       sum(delivered) FILTER (WHERE day >= %(lately)s), sum(bounced) FILTER (WHERE day >= %(lately)s),
       sum(complained) FILTER (WHERE day >= %(lately)s),
       sum(accepted), sum(refused), sum(delivered), sum(bounced), sum(complained)
FROM messaging_domaincounter
WHERE workspace_id = %(workspace)s AND day >= %(since)s
GROUP BY sender_id
