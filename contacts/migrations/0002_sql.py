"""What the ORM cannot say: the function that reads dates inside JSON, and how two busy tables are kept."""

from django.db import migrations

# An ISO 8601 date or date-time as an instant; NULL for anything else. A cast would raise on "2026-02-30" and end the
# whole statement, and pg_input_is_valid needs PostgreSQL 16. Days and times without an offset are UTC.
INSTANT = r"""
CREATE FUNCTION contacts_instant(value text) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value ~
    '^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])'
    '([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)?)?$'
  THEN CASE WHEN substr(value, 9, 2)::int <= extract(day FROM
      make_date(substr(value, 1, 4)::int, substr(value, 6, 2)::int, 1) + interval '1 month' - interval '1 day')
    THEN (make_timestamp(
        substr(value, 1, 4)::int, substr(value, 6, 2)::int, substr(value, 9, 2)::int,
        coalesce(substring(value FROM '[T ](\d\d):')::int, 0),
        coalesce(substring(value FROM '[T ]\d\d:(\d\d)')::int, 0),
        coalesce(substring(value FROM '[T ]\d\d:\d\d:(\d\d(?:\.\d+)?)')::float8, 0))
      - coalesce(substring(value FROM ':\d\d.*([+-])\d\d:\d\d$') || '1', '0')::int * make_interval(
          hours => coalesce(substring(value FROM ':\d\d.*[+-](\d\d):\d\d$')::int, 0),
          mins => coalesce(substring(value FROM ':\d\d.*[+-]\d\d:(\d\d)$')::int, 0))
      ) AT TIME ZONE 'UTC'
    END
  END
$$
"""

# Scratch rows need no write-ahead log. The queue is emptied as fast as it fills, so its dead rows are cleared often.
TABLES = """
ALTER TABLE contacts_importedcontact SET UNLOGGED;
ALTER TABLE contacts_contactchange SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]

    operations = [
        migrations.RunSQL(INSTANT, "DROP FUNCTION contacts_instant(text)"),
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
    ]
