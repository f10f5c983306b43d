-- Counts one request of a subject in the present window and says when the window ends.
-- One row per subject, found by its primary key; the row of a past window is overwritten, so nothing piles up.
-- The database's clock decides, so that all web processes count in the same window.
INSERT INTO workspaces_ratewindow AS mine (subject, "window", hits)
VALUES (%(subject)s, floor(extract(epoch FROM clock_timestamp()) / %(seconds)s)::bigint, 1)
ON CONFLICT (subject) DO UPDATE SET
    hits = CASE WHEN mine."window" >= excluded."window" THEN least(mine.hits, 1000000000) + 1 ELSE 1 END,
    "window" = greatest(mine."window", excluded."window")
RETURNING hits, ("window" + 1) * %(seconds)s, extract(epoch FROM clock_timestamp())::float8
