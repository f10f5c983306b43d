-- count_atoms: how many contacts come in by each trigger (`entry`) with the same answers to the flow's rules, the largest
-- groups first, and how many there are in all. `answers` is a text of 0 and 1, one for each rule. Only placeholders and
-- names of ours are put in: where the contacts come from, compiled rules, the entry rule; `numbers` parts them by how their
-- number begins, where that matters, and the last column is one number of each group.
--
-- One scan of the audience, grouped by hash; stopped by the statement time-out where it is too large for that.
SELECT {entry} AS entry, {answers} AS answers, count(*), (sum(count(*)) OVER ())::bigint, min(CASE WHEN {numbers} IS NOT NULL THEN c.phone END)
FROM {contacts}
WHERE c.workspace_id = %(workspace)s AND {entry_rule}
GROUP BY 1, 2, {numbers}
ORDER BY 3 DESC
LIMIT %(most)s
