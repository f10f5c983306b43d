"""Counting clicks looks into the contact's own rows, whatever the planner believes of the table.

In a session that saw it almost empty the plan went through all rows, or through all of the link, for each contact of a
statement. Neither can be looked for by an index now but the contact; a contact has followed few links.
"""

from django.db import migrations

_EQUAL = "k.stream_id = e.stream_id AND k.digest = e.digest"
_FENCED = "(k.stream_id, k.digest) IS NOT DISTINCT FROM (e.stream_id, e.digest)"


def _written(before: str, after: str, setting: str) -> str:
    """The function with one condition spelled otherwise."""
    return f"""
    DO $do$ BEGIN
        EXECUTE replace(pg_get_functiondef('messaging_count_links'::regproc), '{before}', '{after}');
    END $do$;
    ALTER FUNCTION messaging_count_links() {setting};
    """


class Migration(migrations.Migration):
    dependencies = (("messaging", "0011_exchange_by_hash"),)

    operations = (
        migrations.RunSQL(
            _written(_EQUAL, _FENCED, "SET enable_seqscan = off"), _written(_FENCED, _EQUAL, "RESET enable_seqscan")
        ),
    )
