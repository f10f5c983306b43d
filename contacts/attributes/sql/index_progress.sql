-- How far the indexes that are being built have come, in per cent. Blocks are read first, then rows are written.
SELECT k.relname,
       CASE WHEN p.tuples_total > 0 THEN 50 + 50 * p.tuples_done / p.tuples_total
            WHEN p.blocks_total > 0 THEN 50 * p.blocks_done / p.blocks_total
            ELSE 0 END
FROM pg_stat_progress_create_index p
JOIN pg_class k ON k.oid = p.index_relid
WHERE k.relname LIKE %(prefix)s
