"""Storage of the outbox: room on each page for heap-only updates, and vacuum that keeps up with the due index."""

from django.db import migrations

SET = """
ALTER TABLE messaging_message SET (
    fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02
)
"""
RESET = """
ALTER TABLE messaging_message RESET (
    fillfactor, autovacuum_vacuum_scale_factor, autovacuum_analyze_scale_factor
)
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]

    operations = [migrations.RunSQL(SET, RESET)]
