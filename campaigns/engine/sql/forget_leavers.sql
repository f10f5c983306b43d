-- forget_leavers: marks of executions that came to an end while their conversion was being written.
--
-- Walks the partial index conversion_leaving; executions by primary key.
UPDATE campaigns_conversion v
SET leaving = false
FROM campaigns_execution e
WHERE v.leaving AND e.id = v.execution_id AND e.state IN ('completed', 'failed', 'skipped')
