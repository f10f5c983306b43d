"""The index of contacts by score, made while contacts are read and written."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("contacts", "0009_saved_views")]

    operations = [
        AddIndexConcurrently(
            model_name="contact",
            index=models.Index(fields=["workspace", "-score", "-id"], name="contact_by_score"),
        ),
    ]
