"""Labels of attributes, and the indexes that heavy ones may have of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0016_site_keys"),
        ("workspaces", "0006_currency"),
    ]

    operations = [
        migrations.AddField(
            model_name="attributedefinition",
            name="index_error",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=500),
        ),
        migrations.AddField(
            model_name="attributedefinition",
            name="index_state",
            field=models.CharField(
                choices=[
                    ("none", "None"),
                    ("waiting", "Waits to be built"),
                    ("building", "Being built"),
                    ("ready", "Ready"),
                    ("failed", "Failed"),
                    ("removing", "Being removed"),
                ],
                db_default="none",
                default="none",
                editable=False,
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="attributedefinition",
            name="is_indexed",
            field=models.BooleanField(
                db_default=False, default=False, help_text="Heavily used: it is to have an index."
            ),
        ),
        migrations.AddField(
            model_name="attributedefinition",
            name="label",
            field=models.CharField(blank=True, db_default="", help_text="What people call it.", max_length=120),
        ),
        migrations.AddConstraint(
            model_name="attributedefinition",
            constraint=models.CheckConstraint(
                condition=models.Q(("index_state__in", ["none", "waiting", "building", "ready", "failed", "removing"])),
                name="attribute_index_state_known",
            ),
        ),
    ]
