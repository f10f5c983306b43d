"""The functions by which rules read dates inside JSON and count days to anniversaries.

Indexes of attributes hold what `contacts_instant` answers: what it answers never changes.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# An ISO 8601 date or date-time as an instant; NULL for anything else. A cast would raise on "2026-02-30" and end the
# whole statement, and PostgreSQL 15 cannot ask whether a text could be read. Days and times without an offset are UTC.
INSTANT_15 = r"""
CREATE OR REPLACE FUNCTION contacts_instant(value text) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
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

# The same and quicker: what PostgreSQL reads as a day and writes again the same way is a day, without a pattern, which
# the other shapes have to match before anything is cast.
INSTANT = r"""
CREATE OR REPLACE FUNCTION contacts_instant(value text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 25 AS $$
BEGIN
  IF value LIKE '____-__-__' THEN
    IF pg_input_is_valid(value, 'date') THEN
      IF value::date::text = value THEN
        RETURN value::date::timestamp AT TIME ZONE 'UTC';
      END IF;
    END IF;
  END IF;
  IF value ~ ('^[0-9]{4}-[0-9][0-9]-[0-9][0-9]'
      '([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)?$') THEN
    IF pg_input_is_valid(left(value, 10), 'date') THEN
      RETURN CASE
        WHEN char_length(value) = 10 THEN value::date::timestamp AT TIME ZONE 'UTC'
        WHEN value LIKE '%+__:__' OR value LIKE '%-__:__' THEN value::timestamptz
        ELSE (rtrim(value, 'Z') || '+00')::timestamptz
      END;
    END IF;
  END IF;
  RETURN NULL;
END
$$
"""

# Days from `today` to the next anniversary of a day, 0 on the day itself. The 29th of February has it on the 28th where
# there is no 29th: that is what adding years does. NULL for days at the ends of the calendar.
DAYS = """
CREATE OR REPLACE FUNCTION contacts_days_to_anniversary(day date, today date) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 25 AS $$
DECLARE
  years integer := date_part('year', today)::integer - date_part('year', day)::integer;
  coming date;
BEGIN
  IF day < '0002-01-01' OR day > '9998-12-31' THEN
    RETURN NULL;
  END IF;
  coming := day + make_interval(years => years);
  IF coming < today THEN
    coming := day + make_interval(years => years + 1);
  END IF;
  RETURN coming - today;
END
$$
"""


def _make(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(INSTANT if schema_editor.connection.pg_version >= 160_000 else INSTANT_15, params=None)
    schema_editor.execute(DAYS, params=None)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_events")]
    replaces = [("contacts", "0007_anniversaries"), ("contacts", "0023_instants")]

    operations = [migrations.RunPython(_make, migrations.RunPython.noop)]
