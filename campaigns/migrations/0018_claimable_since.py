"""Since when a campaign's work may be claimed, so that what is stuck is told from what was held until lately."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0017_throttle"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="claimable_since",
            field=models.DateTimeField(
                editable=False,
                help_text="Since when its work may be claimed without a break; null: it may not.",
                null=True,
            ),
        ),
    ]
