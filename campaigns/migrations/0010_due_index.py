"""One probe per campaign says whether anything of it is due, however many shards its executions stand in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("campaigns", "0009_event_goals"),)

    operations = (
        migrations.AddIndex(
            model_name="execution",
            index=models.Index(
                condition=models.Q(("state", "pending")), fields=["campaign", "due_at"], name="execution_due_first"
            ),
        ),
    )
