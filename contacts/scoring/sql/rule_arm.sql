-- The points that contacts have while a compiled rule over the alias c holds: placeholders only.
-- Plan: primary key lookups.
(SELECT c.id, %(n_number)s::integer, %(n_points)s::integer
 FROM contacts_contact c
 WHERE c.id = ANY (%(contacts)s::uuid[]) AND c.workspace_id = %(workspace)s AND {predicate})
