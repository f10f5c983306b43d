"""The bare way from a CSV file to contacts: COPY into a staging table, one INSERT … ON CONFLICT. Checks nothing."""

from uuid import UUID

from django.db import connection, transaction

_STAGE = """
CREATE TEMPORARY TABLE raw_stage (
    email text, phone text, external_id text, first_name text, last_name text, timezone text, tags text, score integer,
    plan text, age integer
) ON COMMIT DROP
"""
_UPSERT = """
INSERT INTO contacts_contact AS c (id, workspace_id, external_id, email, phone, first_name, last_name, timezone, score,
                                   tags, attributes, created_at, changed_at)
SELECT uuidv7(), %s, external_id, email, phone, first_name, last_name, timezone, score, string_to_array(tags, ';'),
       jsonb_build_object('plan', plan, 'age', age), now(), now()
FROM raw_stage
ON CONFLICT (workspace_id, lower(email)) DO UPDATE
SET external_id = excluded.external_id, phone = excluded.phone, first_name = excluded.first_name,
    last_name = excluded.last_name, timezone = excluded.timezone, score = excluded.score, tags = excluded.tags,
    attributes = c.attributes || excluded.attributes, changed_at = excluded.changed_at
"""


def copy_and_upsert(workspace_id: UUID, file: bytes) -> None:
    """The file's rows, keyed by e-mail address, in one transaction. PostgreSQL reads the CSV."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy("COPY raw_stage FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write(file)
        cursor.execute(_UPSERT, [workspace_id])
