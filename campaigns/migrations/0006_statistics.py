"""What the planner knows of executions and their steps is gathered from 9,000 of each, once a tenth of them changed.

As of messages (messaging/migrations/0013_statistics.py): a launch writes all of them within seconds, and autovacuum
took 30,000 each time that it looked, while the mails of that launch went out.
"""

from django.db import migrations

_TABLES = {"campaigns_execution": 0.02, "campaigns_step": 0.05}
_COLUMNS = """
DO $do$ DECLARE name text; BEGIN
    FOR name IN SELECT attname FROM pg_attribute
                WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped LOOP
        EXECUTE format('ALTER TABLE {table} ALTER COLUMN %I SET STATISTICS {target}', name);
    END LOOP;
END $do$;
ALTER TABLE {table} SET (autovacuum_analyze_scale_factor = {share});
"""


class Migration(migrations.Migration):
    dependencies = (("campaigns", "0005_webhook_events_joined_first"),)

    operations = [
        migrations.RunSQL(
            _COLUMNS.format(table=table, target=30, share=0.1), _COLUMNS.format(table=table, target=-1, share=share)
        )
        for table, share in _TABLES.items()
    ]
