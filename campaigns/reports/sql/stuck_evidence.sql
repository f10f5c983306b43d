-- stuck_evidence: what is seen of a campaign's workers: since when the oldest transaction has its advisory lock (the two
-- halves of its key), and whether the engine, and delivery, changed its counters since these were folded last, which is
-- done every minute.
--
-- pg_locks and pg_stat_activity in memory; node_counter_by_run and message_counter_by_stream, few rows each.
SELECT (
           SELECT min(a.xact_start)
           FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
           WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.pid <> pg_backend_pid()
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
             AND l.classid = %(high)s::bigint::oid AND l.objid = %(low)s::bigint::oid
       ),
       EXISTS (
           SELECT 1 FROM campaigns_nodecounter k
           WHERE k.campaign_id = %(campaign)s AND NOT k.folded AND k.outcome <> 'enrolled'
       ),
       EXISTS (
           SELECT 1 FROM messaging_messagecounter k
           WHERE k.stream_id = %(campaign)s AND NOT k.folded AND k.metric <> 'queued'
       )
