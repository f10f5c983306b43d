"""The function by which rules ask for anniversaries."""

from django.db import migrations

# Days from `today` to the next anniversary of a day, 0 on the day itself. The 29th of February has it on the 28th where
# there is no 29th: that is what adding years does. NULL for days at the ends of the calendar.
DAYS = """
CREATE FUNCTION contacts_days_to_anniversary(day date, today date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN day BETWEEN '0002-01-01' AND '9998-12-31' THEN
    CASE
      WHEN (day + make_interval(years => extract(year FROM today)::int - extract(year FROM day)::int))::date >= today
      THEN (day + make_interval(years => extract(year FROM today)::int - extract(year FROM day)::int))::date - today
      ELSE (day + make_interval(years => extract(year FROM today)::int + 1 - extract(year FROM day)::int))::date - today
    END
  END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_event_partitions")]

    operations = [migrations.RunSQL(DAYS, "DROP FUNCTION contacts_days_to_anniversary(date, date)")]
