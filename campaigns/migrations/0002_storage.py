"""How the busiest tables are stored: room for new row versions beside the old ones, and vacuum as often as they churn.

A pass rewrites thousands of executions at once, so vacuum's default of "a fifth of the table" leaves the due index
full of dead entries; here it starts after a fixed number of dead rows. The journal is only appended to: it wants
freezing and visibility for index-only scans, not cleaning.
"""

from django.db import migrations

_SETTINGS = {
    "campaigns_execution": (
        "fillfactor = 85, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 20000, "
        "autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0.02"
    ),
    "campaigns_step": (
        "autovacuum_vacuum_insert_scale_factor = 0.0, autovacuum_vacuum_insert_threshold = 500000, "
        "autovacuum_analyze_scale_factor = 0.05"
    ),
    "campaigns_nodecounter": (
        "fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500, "
        "autovacuum_vacuum_cost_delay = 0"
    ),
    "campaigns_nodetimeline": (
        "fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000"
    ),
    "campaigns_webhookcall": (
        "fillfactor = 80, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000"
    ),
    "campaigns_run": "fillfactor = 70, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 200",
    "campaigns_campaign": "fillfactor = 70, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 200",
}


def _names(settings: str) -> str:
    return ", ".join(part.split("=")[0].strip() for part in settings.split(","))


class Migration(migrations.Migration):
    dependencies = (("campaigns", "0001_schema"),)

    operations = tuple(
        migrations.RunSQL(f"ALTER TABLE {table} SET ({settings})", f"ALTER TABLE {table} RESET ({_names(settings)})")
        for table, settings in _SETTINGS.items()
    )
