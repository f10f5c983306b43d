-- lock_verification: what streams have spent on verifying addresses, locked until the transaction ends.
SELECT stream_id, spent
FROM messaging_streamverification
WHERE stream_id = ANY (%(streams)s::uuid[])
ORDER BY stream_id
FOR UPDATE
