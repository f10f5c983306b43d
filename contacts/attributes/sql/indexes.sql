-- The indexes of attributes, and whether each is complete: a build that was interrupted leaves one that is not.
SELECT k.relname, i.indisvalid
FROM pg_index i
JOIN pg_class k ON k.oid = i.indexrelid
WHERE i.indrelid = 'contacts_contact'::regclass AND k.relname LIKE %(prefix)s
