"""Suppressed addresses by how they begin, for the page's search."""

from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("messaging", "0025_suppression_imports"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="suppression",
            index=models.Index("workspace", OpClass("address", "varchar_pattern_ops"), name="suppression_by_beginning"),
        ),
    ]
