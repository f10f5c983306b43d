"""Clicks know the campaign whose message they belong to, for the report of links."""

import django.db.models.deletion
from django.db import migrations, models

# A click whose message is gone says nothing to anybody.
FILL = """
UPDATE messaging_linkclick k SET stream_id = m.stream_id FROM messaging_message m WHERE m.id = k.message_id;
DELETE FROM messaging_linkclick WHERE stream_id IS NULL;
"""
_STREAM = {
    "db_constraint": False,
    "db_index": False,
    "on_delete": django.db.models.deletion.CASCADE,
    "related_name": "+",
    "to": "messaging.messagestream",
}


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0021_machines"),
    ]

    operations = [
        migrations.AddField("linkclick", "stream", models.ForeignKey(null=True, **_STREAM)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("linkclick", "stream", models.ForeignKey(**_STREAM)),
        migrations.AddIndex("linkclick", models.Index(fields=["stream"], name="link_click_by_stream")),
    ]
