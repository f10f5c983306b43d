"""How busy tables are stored: room on each page for heap-only updates, and vacuum that keeps up with their churn."""

from django.db import migrations

_SETTINGS = {
    "messaging_message": (
        "fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02"
    ),
    "messaging_messagecounter": (
        "fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500, "
        "autovacuum_vacuum_cost_delay = 0"
    ),
    "messaging_messagetimeline": (
        "fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000"
    ),
    "messaging_domaincounter": (
        "fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500, "
        "autovacuum_vacuum_cost_delay = 0"
    ),
}


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_schema")]

    operations = [
        migrations.RunSQL(f"ALTER TABLE {table} SET ({settings})", migrations.RunSQL.noop)
        for table, settings in _SETTINGS.items()
    ]
