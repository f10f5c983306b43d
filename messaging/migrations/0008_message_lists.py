"""Indexes that lists of messages are read along, newest first. All of them hold what never changes of a message."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("messaging", "0007_exchange"),)
    operations = (
        migrations.RemoveIndex(model_name="message", name="message_by_stream"),
        migrations.AddIndex(
            model_name="message", index=models.Index(fields=["stream", "id"], name="message_by_stream")
        ),
        migrations.AddIndex(
            model_name="message", index=models.Index(fields=["workspace", "id"], name="message_by_workspace")
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["workspace", "id"],
                condition=models.Q(state__in=("rejected", "unknown", "skipped")),
                name="message_amiss",
            ),
        ),
    )
