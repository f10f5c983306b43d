-- count_missing: for each variable, for how many of a sample it would be empty: not there, null, "" or []. `doc` is what
-- templates see (templates_app.context), so far as it differs from contact to contact. The sample is put in.
-- A last name such as first or size asks something of the list or text before it; then that is what must not be empty.
--
-- The sample, then contacts by primary key; contacts × variables in memory.
WITH seen AS MATERIALIZED (
    SELECT jsonb_build_object(
        'contact', c.attributes || jsonb_build_object(
            'first_name', c.first_name, 'last_name', c.last_name, 'email', c.email, 'phone', c.phone,
            'timezone', c.timezone, 'score', c.score, 'tags', c.tags, 'attributes', c.attributes),
        'firstName', c.first_name, 'lastName', c.last_name, 'fullName', btrim(c.first_name || ' ' || c.last_name),
        'email', c.email, 'phone', c.phone, 'trigger', COALESCE(given.context, '{}'::jsonb)) AS doc
    FROM ({sample}) given
    JOIN contacts_contact c ON c.id = given.contact_id AND c.workspace_id = %(workspace)s
)
SELECT v.number, count(*) FILTER (
           WHERE COALESCE(doc #> CASE WHEN v.asks AND jsonb_typeof(doc #> v.parent) IN ('array', 'string')
                                      THEN v.parent ELSE v.path END, 'null'::jsonb)
                 IN ('null'::jsonb, '""'::jsonb, '[]'::jsonb)), count(*)
FROM seen
CROSS JOIN (
    SELECT number, ARRAY(SELECT jsonb_array_elements_text(paths.path)) AS path, asks,
           trim_array(ARRAY(SELECT jsonb_array_elements_text(paths.path)), 1) AS parent
    FROM unnest(%(paths)s::jsonb[], %(asks)s::boolean[]) WITH ORDINALITY AS paths (path, asks, number)
) v
GROUP BY v.number
