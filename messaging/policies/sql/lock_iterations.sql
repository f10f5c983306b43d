-- lock_iterations: keeps other claims from the campaigns' iterations until the transaction ends; in the order of the keys.
-- Probes of the primary key.
SELECT 1 FROM messaging_streamiteration WHERE stream_id = ANY (%(streams)s::uuid[]) ORDER BY stream_id FOR UPDATE
