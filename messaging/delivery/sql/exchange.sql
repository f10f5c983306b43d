-- exchange: settles the outcomes of one chunk and marks the next one as dispatched, in one statement and one commit.
--
-- The function is in migrations/0009_updates_in_place.py, how it joins in 0011_exchange_by_hash.py; a connection plans
-- what is in it once.
SELECT settled_ids, dispatched_ids
FROM messaging_exchange(
    %(ids)s::bigint[], %(attempts)s::integer[], %(states)s::text[], %(reasons)s::text[], %(details)s::text[],
    %(provider_ids)s::text[], %(not_befores)s::timestamptz[], %(tried)s::smallint[], %(in_doubt)s::boolean[],
    %(costs)s::numeric[], %(next_ids)s::bigint[], %(next_attempts)s::integer[], %(repeatable)s::double precision,
    %(now)s::timestamptz, %(target_messages)s::bigint[], %(target_digests)s::bytea[], %(target_urls)s::text[]
)
