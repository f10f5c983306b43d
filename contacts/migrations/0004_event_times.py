"""Events are listed by the moment at which they occurred."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("contacts", "0003_events"), ("workspaces", "0003_rate_windows_unlogged"))

    operations = (
        migrations.RemoveIndex(model_name="event", name="event_by_workspace"),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["workspace", "-occurred_at", "-id"], name="event_by_time"),
        ),
    )
