"""Events by month: the table is made anew, partitioned by the moment at which they came to be known, and the rows move.

Keys of events get a table of their own, because a unique key of a partitioned table could not hold across months. See
docs/decisions/0016-events-by-month.md.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

# What beat calls for months to come, and this migration for those that have rows. Rows that the default partition took
# in for want of this one move over. Indexes of a partition are called after the table's.
FUNCTIONS = """
CREATE FUNCTION contacts_event_name_indexes(part text, suffix text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  each record;
BEGIN
  FOR each IN
    SELECT own.relname AS own, whole.relname || suffix AS wanted
    FROM pg_index i
    JOIN pg_inherits h ON h.inhrelid = i.indexrelid
    JOIN pg_class own ON own.oid = h.inhrelid
    JOIN pg_class whole ON whole.oid = h.inhparent
    WHERE i.indrelid = to_regclass(part) AND own.relname <> whole.relname || suffix
  LOOP
    EXECUTE format('ALTER INDEX %I RENAME TO %I', each.own, each.wanted);
  END LOOP;
END
$$;

CREATE FUNCTION contacts_event_partition(moment timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  opens timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
  lower timestamptz := opens AT TIME ZONE 'UTC';
  upper timestamptz := (opens + interval '1 month') AT TIME ZONE 'UTC';
  suffix text := to_char(opens, '_YYYY_MM');
  part text := 'contacts_event' || suffix;
BEGIN
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  LOCK TABLE contacts_event_default IN ACCESS EXCLUSIVE MODE;
  EXECUTE format(
    'CREATE TABLE %I (LIKE contacts_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', part);
  EXECUTE format(
    'WITH moved AS (DELETE FROM contacts_event_default WHERE created_at >= $1 AND created_at < $2 RETURNING *)
     INSERT INTO %I SELECT * FROM moved', part) USING lower, upper;
  EXECUTE format('ALTER TABLE contacts_event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, lower, upper);
  PERFORM contacts_event_name_indexes(part, suffix);
  RETURN true;
END
$$
"""
DROP_FUNCTIONS = """
DROP FUNCTION contacts_event_partition(timestamptz);
DROP FUNCTION contacts_event_name_indexes(text, text)
"""

# Ids go on from where they were, not from the highest there is: an id that was given away never means another event.
PARTITION = """
LOCK TABLE contacts_event IN ACCESS EXCLUSIVE MODE;
ALTER TABLE contacts_event RENAME TO contacts_event_whole;
ALTER SEQUENCE contacts_event_id_seq RENAME TO contacts_event_whole_id_seq;
ALTER TABLE contacts_event_whole RENAME CONSTRAINT contacts_event_pkey TO contacts_event_whole_pkey;

CREATE TABLE contacts_event (
  id bigint NOT NULL,
  workspace_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  name varchar(120) NOT NULL,
  properties jsonb NOT NULL,
  occurred_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  key varchar(255),
  routed_at timestamptz
) PARTITION BY RANGE (created_at);
CREATE SEQUENCE contacts_event_id_seq OWNED BY contacts_event.id;
SELECT setval('contacts_event_id_seq', last_value, is_called) FROM contacts_event_whole_id_seq;
ALTER TABLE contacts_event ALTER COLUMN id SET DEFAULT nextval('contacts_event_id_seq');
CREATE TABLE contacts_event_default PARTITION OF contacts_event DEFAULT;
SELECT contacts_event_partition(month AT TIME ZONE 'UTC')
FROM (SELECT DISTINCT date_trunc('month', created_at AT TIME ZONE 'UTC') AS month FROM contacts_event_whole) AS months
ORDER BY month;

INSERT INTO contacts_event (id, workspace_id, contact_id, name, properties, occurred_at, created_at, key, routed_at)
SELECT id, workspace_id, contact_id, name, properties, LEAST(occurred_at, created_at + interval '10 minutes'),
       created_at, key, routed_at
FROM contacts_event_whole;
INSERT INTO contacts_eventkey (id, workspace_id, event_id, created_at)
SELECT encode(substr(sha256(convert_to(workspace_id::text || key, 'UTF8')), 1, 16), 'hex')::uuid,
       workspace_id, id, created_at
FROM contacts_event_whole
WHERE key IS NOT NULL;
DROP TABLE contacts_event_whole;

ALTER TABLE contacts_event ADD PRIMARY KEY (id, created_at);
ALTER TABLE contacts_event ADD CONSTRAINT event_not_ahead CHECK (occurred_at <= created_at + interval '10 minutes');
CREATE INDEX event_to_route ON contacts_event (id) WHERE routed_at IS NULL;
CREATE INDEX event_by_contact ON contacts_event (contact_id, name, occurred_at DESC);
CREATE INDEX event_by_time ON contacts_event (workspace_id, occurred_at DESC, id DESC);
SELECT contacts_event_partition(now() + ahead * interval '1 month') FROM generate_series(0, 2) AS ahead;
SELECT contacts_event_name_indexes(part.relname::text, replace(part.relname, 'contacts_event', ''))
FROM pg_inherits h JOIN pg_class part ON part.oid = h.inhrelid
WHERE h.inhparent = 'contacts_event'::regclass;
ANALYZE contacts_event
"""


class Migration(migrations.Migration):
    dependencies = (("contacts", "0005_contact_search"), ("workspaces", "0003_rate_windows_unlogged"))

    operations = (
        migrations.CreateModel(
            name="EventKey",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("event_id", models.BigIntegerField(help_text="The event that was recorded by it; it may be gone.")),
                ("created_at", models.DateTimeField(help_text="When that event came to be known.")),
                (
                    "workspace",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
            },
            managers=[("unscoped_objects", django.db.models.manager.Manager())],
        ),
        migrations.AddIndex(
            model_name="eventkey",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["created_at"], name="event_key_by_time"),
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.SeparateDatabaseAndState(
            database_operations=(migrations.RunSQL(PARTITION),),
            state_operations=(migrations.RemoveConstraint(model_name="event", name="event_once_per_key"),),
        ),
    )
