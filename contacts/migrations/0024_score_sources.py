"""What set a score stands in its history; contacts of imports are found by contact."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0023_instants"),
    ]

    operations = [
        migrations.AddField(
            model_name="scorechange",
            name="source",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Else: user, key, system, campaign, merge, import:…",
                max_length=64,
            ),
        ),
        migrations.AlterField(
            model_name="scorechange",
            name="parts",
            field=models.JSONField(
                help_text="By rules: what changed, by the id of the rule; null: otherwise.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="importedcontact",
            index=models.Index(fields=["contact_id"], name="imported_contact_by_contact"),
        ),
    ]
