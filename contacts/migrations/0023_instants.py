"""The functions that read dates inside JSON and count days to anniversaries, made quicker; they answer the same.

Indexes of attributes hold what `contacts_instant` answers, and stay good.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

# What PostgreSQL reads as a day and writes again the same way is a day: that is quicker than a pattern, which the other
# shapes have to match before anything is cast. PostgreSQL 15 cannot ask whether a text could be read; it keeps the
# function from before.
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


def _make(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.pg_version >= 160_000:
        schema_editor.execute(INSTANT, params=None)
    schema_editor.execute(DAYS, params=None)


def _make_earlier(apps: Any, schema_editor: Any) -> None:
    instant = import_module("contacts.migrations.0002_sql").INSTANT
    days = import_module("contacts.migrations.0007_anniversaries").DAYS
    for statement in (instant, days):
        schema_editor.execute(statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), params=None)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0022_traces")]

    operations = [migrations.RunPython(_make, _make_earlier)]
