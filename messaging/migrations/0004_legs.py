"""Tells a fallback from the message before it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0003_inbox"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="leg",
            field=models.SmallIntegerField(
                db_default=0, help_text="0: the node's own message; 1: the fallback after it, on a visit of its own."
            ),
        ),
    ]
