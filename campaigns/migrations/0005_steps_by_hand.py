"""Journal lines of executions that somebody set on their way by hand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("campaigns", "0004_goals"),)

    operations = (
        migrations.AlterField(
            model_name="step",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("passed", "Passed"),
                    ("waiting", "Waiting"),
                    ("parked", "Parked"),
                    ("completed", "Completed"),
                    ("failed", "Failed"),
                    ("skipped", "Skipped"),
                    ("moved", "Moved"),
                ],
                max_length=9,
            ),
        ),
    )
