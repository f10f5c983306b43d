"""Rows of files that were not taken are found by whom they name."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("contacts", "0021_gone_contacts"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrefusedrow",
            name="identities",
            field=ArrayField(
                base_field=models.TextField(),
                db_default=[],
                default=list,
                help_text="Addresses, numbers and ids that it holds.",
                size=None,
            ),
        ),
        AddIndexConcurrently(
            model_name="importrefusedrow",
            index=GinIndex(fields=["identities"], name="import_refused_by_identity"),
        ),
        AddIndexConcurrently(
            model_name="importrowerror",
            index=models.Index(models.F("workspace"), Lower("value"), name="import_error_by_value"),
        ),
    ]
