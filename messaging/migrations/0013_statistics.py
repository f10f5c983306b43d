"""What the planner knows of messages is gathered from 9,000 of them instead of 30,000, once a tenth of them changed.

Delivery writes each message three times, so while mails go out autovacuum analyzes the table whenever it looks at it:
half a second of a processor, of which sorting the values of forty columns is the most. Statements on messages are
written so that their plans don't hang on such detail.
"""

from django.db import migrations

_GATHERED = """
DO $do$ DECLARE name text; BEGIN
    FOR name IN SELECT attname FROM pg_attribute
                WHERE attrelid = 'messaging_message'::regclass AND attnum > 0 AND NOT attisdropped LOOP
        EXECUTE format('ALTER TABLE messaging_message ALTER COLUMN %I SET STATISTICS {target}', name);
    END LOOP;
END $do$;
ALTER TABLE messaging_message SET (autovacuum_analyze_scale_factor = {share});
"""


class Migration(migrations.Migration):
    dependencies = (("messaging", "0012_link_counters_by_contact"),)

    operations = (migrations.RunSQL(_GATHERED.format(target=30, share=0.1), _GATHERED.format(target=-1, share=0.02)),)
