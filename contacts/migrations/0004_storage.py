"""How two busy tables are kept, and a consent log that can't be rewritten."""

from django.db import migrations

# Scratch rows need no write-ahead log. The queue is emptied as fast as it fills, so its dead rows are cleared often.
TABLES = """
ALTER TABLE contacts_importedcontact SET UNLOGGED;
ALTER TABLE contacts_contactchange SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)
"""

# Lines leave the log with their contact (erased), and go to another contact with it (merged): whoever does that says so
# for the length of its transaction.
APPEND_ONLY = """
CREATE FUNCTION contacts_consent_log_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF COALESCE(current_setting('campanile.consent_log', true), '') <> 'open' THEN
        RAISE EXCEPTION 'the consent log is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER contacts_consentrecord_kept BEFORE UPDATE OR DELETE ON contacts_consentrecord
FOR EACH ROW EXECUTE FUNCTION contacts_consent_log_kept();
"""
REWRITABLE = """
DROP TRIGGER contacts_consentrecord_kept ON contacts_consentrecord;
DROP FUNCTION contacts_consent_log_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_dates")]
    replaces = [("contacts", "0002_sql"), ("contacts", "0018_topics")]

    operations = [
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
        migrations.RunSQL(APPEND_ONLY, REWRITABLE),
    ]
