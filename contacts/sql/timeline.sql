-- What happened to a contact, as contacts tell it: events, consent, segments, scores, merges, files that it was in, and
-- becoming known; newest first, behind a place. Arms whose kind isn't asked for are not read.
-- Plan: each arm reads the contact's own rows by index and keeps the newest (consent_record_by_contact,
-- segment_transition_by_contact, score_change_by_contact, imported_contact_by_contact, primary keys). Of events those of each name come from event_by_contact of each month's
-- partition, newest first, the names being found by hopping along it: a contact with 100,000 events is not sorted.
WITH RECURSIVE names AS (
    (SELECT e.name FROM contacts_event e
     WHERE e.contact_id = %(contact)s AND (%(kinds)s::text[] IS NULL OR 'event' = ANY (%(kinds)s::text[]))
     ORDER BY e.name LIMIT 1)
    UNION ALL
    SELECT (SELECT e.name FROM contacts_event e
            WHERE e.contact_id = %(contact)s AND e.name > names.name ORDER BY e.name LIMIT 1)
    FROM names
    WHERE names.name IS NOT NULL
)
SELECT at, rank, key, kind, data::text FROM (
    (SELECT newest.*
     FROM names CROSS JOIN LATERAL (
        SELECT e.occurred_at AS at, 10 AS rank, e.id AS key, 'event' AS kind,
               jsonb_build_object('name', e.name, 'created_at', e.created_at) AS data
        FROM contacts_event e
        WHERE e.contact_id = %(contact)s AND e.workspace_id = %(workspace)s AND e.name = names.name
          AND e.occurred_at <= %(before_at)s
          AND (e.occurred_at, 10, e.id) < (%(before_at)s, %(before_rank)s, %(before_key)s)
        ORDER BY e.occurred_at DESC, e.id DESC LIMIT %(limit)s
     ) AS newest
     ORDER BY newest.at DESC, newest.key DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT r.recorded_at, 11, r.id, 'consent',
            jsonb_build_object('channel', r.channel, 'message_type', r.message_type, 'state', r.state, 'source', r.source)
     FROM contacts_consentrecord r
     WHERE r.contact_id = %(contact)s AND r.workspace_id = %(workspace)s
       AND (%(kinds)s::text[] IS NULL OR 'consent' = ANY (%(kinds)s::text[]))
       AND r.recorded_at <= %(before_at)s
       AND (r.recorded_at, 11, r.id) < (%(before_at)s, %(before_rank)s, %(before_key)s)
     ORDER BY r.recorded_at DESC, r.id DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT t.at, 12, t.id, 'segment', jsonb_build_object('segment', t.segment_id, 'name', s.name, 'way', t.kind)
     FROM contacts_segmenttransition t JOIN contacts_segment s ON s.id = t.segment_id
     WHERE t.contact_id = %(contact)s AND t.workspace_id = %(workspace)s
       AND (%(kinds)s::text[] IS NULL OR 'segment' = ANY (%(kinds)s::text[]))
       AND t.at <= %(before_at)s AND (t.at, 12, t.id) < (%(before_at)s, %(before_rank)s, %(before_key)s)
     ORDER BY t.at DESC, t.id DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT h.at, 14, h.id, 'score',
            jsonb_build_object('before', h.before, 'after', h.after, 'parts', h.parts, 'source', h.source)
     FROM contacts_scorechange h
     WHERE h.contact_id = %(contact)s AND h.workspace_id = %(workspace)s
       AND (%(kinds)s::text[] IS NULL OR 'score' = ANY (%(kinds)s::text[]))
       AND h.at <= %(before_at)s AND (h.at, 14, h.id) < (%(before_at)s, %(before_rank)s, %(before_key)s)
     ORDER BY h.at DESC, h.id DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT a.merged_at, 15, a.key, 'merged', '{}'::jsonb
     FROM (SELECT merged_at, ('x' || right(replace(id::text, '-', ''), 14))::bit(56)::bigint AS key
           FROM contacts_contactalias
           WHERE contact_id = %(contact)s AND workspace_id = %(workspace)s) AS a
     WHERE (%(kinds)s::text[] IS NULL OR 'merged' = ANY (%(kinds)s::text[]))
       AND (a.merged_at, 15, a.key) < (%(before_at)s, %(before_rank)s, %(before_key)s)
     ORDER BY a.merged_at DESC, a.key DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT i.finished_at, 16, k.id, 'imported',
            jsonb_build_object('import', i.id, 'file', i.filename, 'row', k.row)
     FROM contacts_importedcontact k JOIN contacts_contactimport i ON i.id = k.contact_import_id
     WHERE k.contact_id = %(contact)s AND k.workspace_id = %(workspace)s AND i.finished_at IS NOT NULL
       AND (%(kinds)s::text[] IS NULL OR 'imported' = ANY (%(kinds)s::text[]))
       AND (i.finished_at, 16, k.id) < (%(before_at)s, %(before_rank)s, %(before_key)s)
     ORDER BY i.finished_at DESC, k.id DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT c.created_at, 13, 0, 'known', '{}'::jsonb
     FROM contacts_contact c
     WHERE c.id = %(contact)s AND c.workspace_id = %(workspace)s
       AND (%(kinds)s::text[] IS NULL OR 'known' = ANY (%(kinds)s::text[]))
       AND (c.created_at, 13, 0::bigint) < (%(before_at)s, %(before_rank)s, %(before_key)s))
) AS happened
ORDER BY at DESC, rank DESC, key DESC
LIMIT %(limit)s
