"""The exchange matches messages with what became of them by hash, not each with each.

Nothing is known to its planner of arrays but that they have about ten items, so it thought it cheapest to go through
all 50 of them for each of the 50 messages: 2,500 comparisons for each of its two updates, a fifth of what a mail takes
of PostgreSQL. Messages are still found by the keys in the arrays; scalar subqueries are no joins.
"""

from django.db import migrations

_FUNCTION = """
ALTER FUNCTION messaging_exchange(
    bigint[], integer[], text[], text[], text[], text[], timestamptz[], smallint[], boolean[], numeric[],
    bigint[], integer[], double precision, timestamptz, bigint[], bytea[], text[]
)
"""


class Migration(migrations.Migration):
    dependencies = (("messaging", "0010_link_counters"),)

    operations = (migrations.RunSQL(f"{_FUNCTION} SET enable_nestloop = off", f"{_FUNCTION} RESET enable_nestloop"),)
