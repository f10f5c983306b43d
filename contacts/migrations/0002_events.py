"""Events by month, partitioned by the moment at which they came to be known.

Keys of events have a table of their own, because a unique key of a partitioned table could not hold across months. See
docs/decisions/0016-events-by-month.md.
"""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

# What beat calls for months to come, and this migration for the first. Rows that the default partition took in for want
# of this one move over. Indexes of a partition are called after the table's.
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

TABLE = """
CREATE TABLE contacts_event (
  id bigint NOT NULL,
  workspace_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  name varchar(120) NOT NULL,
  properties jsonb NOT NULL,
  occurred_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  key varchar(255),
  routed_at timestamptz,
  PRIMARY KEY (id, created_at),
  CONSTRAINT event_not_ahead CHECK (occurred_at <= created_at + interval '10 minutes')
) PARTITION BY RANGE (created_at);
CREATE SEQUENCE contacts_event_id_seq OWNED BY contacts_event.id;
ALTER TABLE contacts_event ALTER COLUMN id SET DEFAULT nextval('contacts_event_id_seq');
CREATE INDEX event_to_route ON contacts_event (id) WHERE routed_at IS NULL;
CREATE INDEX event_by_contact ON contacts_event (contact_id, name, occurred_at DESC);
CREATE INDEX event_by_time ON contacts_event (workspace_id, occurred_at DESC, id DESC);
CREATE TABLE contacts_event_default PARTITION OF contacts_event DEFAULT;
SELECT contacts_event_name_indexes('contacts_event_default', '_default');
SELECT contacts_event_partition(now() + ahead * interval '1 month') FROM generate_series(0, 2) AS ahead
"""
DROP = """
DROP TABLE contacts_event;
DROP FUNCTION contacts_event_partition(timestamptz);
DROP FUNCTION contacts_event_name_indexes(text, text)
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_schema")]
    replaces = [("contacts", "0006_event_partitions")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FUNCTIONS), migrations.RunSQL(TABLE, DROP)],
            state_operations=[
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=120)),
                        ("properties", models.JSONField(default=dict)),
                        ("occurred_at", models.DateTimeField(help_text="When the contact did it, as its sender says.")),
                        ("created_at", models.DateTimeField(help_text="When it came to be known.")),
                        ("key", models.CharField(help_text="The sender's id for it.", max_length=255, null=True)),
                        (
                            "routed_at",
                            models.DateTimeField(
                                help_text="Null while the triggers stage has yet to look at it.", null=True
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="contacts.contact",
                            ),
                        ),
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
                        "indexes": [
                            models.Index(condition=models.Q(("routed_at", None)), fields=["id"], name="event_to_route"),
                            models.Index(fields=["contact", "name", "-occurred_at"], name="event_by_contact"),
                            models.Index(fields=["workspace", "-occurred_at", "-id"], name="event_by_time"),
                        ],
                    },
                    managers=[
                        ("unscoped_objects", django.db.models.manager.Manager()),
                    ],
                ),
            ],
        ),
    ]
