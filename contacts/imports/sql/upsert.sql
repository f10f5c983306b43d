-- Puts the staged rows into contacts: new ones are inserted, known ones take over what the row says. Empty cells say
-- nothing, tags and attributes add up. Contacts that stay the same are not written and not queued for the segments.
-- A score that changes leaves a line of history; the one that a new contact comes with is its first.
-- Rows are locked in the order of their ids, so that two imports never wait for each other crosswise.
WITH target AS MATERIALIZED (
    SELECT c.id,
           coalesce(s.external_id, c.external_id) AS external_id,
           coalesce(s.email, c.email) AS email,
           coalesce(s.phone, c.phone) AS phone,
           coalesce(s.first_name, c.first_name) AS first_name,
           coalesce(s.last_name, c.last_name) AS last_name,
           coalesce(s.timezone, c.timezone) AS timezone,
           coalesce(s.score, c.score) AS score,
           CASE WHEN s.tags IS NULL OR c.tags @> s.tags THEN c.tags
                ELSE ARRAY(SELECT DISTINCT tag FROM unnest(c.tags || s.tags) AS tag ORDER BY tag) END AS tags,
           c.attributes || s.attributes AS attributes,
           c.score AS had
    FROM contacts_import_owner o
    JOIN contacts_import_stage s ON s.row = o.row
    JOIN contacts_contact c ON c.id = o.contact_id
    -- Offers primary key lookups; the join alone may read all contacts while statistics are old.
    WHERE o.owners = 1 AND c.id = ANY (ARRAY(SELECT contact_id FROM contacts_import_owner WHERE owners = 1))
    ORDER BY c.id
    FOR NO KEY UPDATE OF c
), updated AS (
    UPDATE contacts_contact c
    SET external_id = t.external_id, email = t.email, phone = t.phone, first_name = t.first_name,
        last_name = t.last_name, timezone = t.timezone, score = t.score, tags = t.tags, attributes = t.attributes,
        changed_at = %(now)s
    FROM target t
    WHERE c.id = t.id
      AND (c.external_id, c.email, c.phone, c.first_name, c.last_name, c.timezone, c.score, c.tags, c.attributes)
          IS DISTINCT FROM
          (t.external_id, t.email, t.phone, t.first_name, t.last_name, t.timezone, t.score, t.tags, t.attributes)
    RETURNING c.id, t.had, c.score
), noted AS (
    INSERT INTO contacts_scorechange (workspace_id, contact_id, at, before, after, source)
    SELECT %(workspace)s, id, %(now)s, had, score, %(source)s FROM updated WHERE had <> score
), inserted AS (
    INSERT INTO contacts_contact (id, workspace_id, external_id, email, phone, first_name, last_name, timezone, score,
                                  tags, attributes, created_at, changed_at)
    SELECT o.contact_id, %(workspace)s, external_id, email, phone, coalesce(first_name, ''), coalesce(last_name, ''),
           coalesce(timezone, ''), coalesce(score, 0), coalesce(tags, '{}'), attributes, %(now)s, %(now)s
    FROM contacts_import_owner o
    JOIN contacts_import_stage s ON s.row = o.row
    WHERE o.owners = 0
    ORDER BY o.contact_id
    RETURNING id
), queued AS (
    INSERT INTO contacts_contactchange (workspace_id, contact_id)
    SELECT %(workspace)s, id FROM updated
    UNION ALL
    SELECT %(workspace)s, id FROM inserted
)
SELECT (SELECT count(*) FROM inserted), (SELECT count(*) FROM updated), (SELECT count(*) FROM target)
