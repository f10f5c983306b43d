"""What the beginning of a contact's name or address is looked up by, in any collation."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0004_event_times"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                models.F("workspace"),
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Lower("email"), "text_pattern_ops"
                ),
                name="contact_email_prefix",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                models.F("workspace"),
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Lower(
                        models.Func(
                            "first_name",
                            models.Value(" "),
                            "last_name",
                            arg_joiner=" || ",
                            template="(%(expressions)s)",
                        )
                    ),
                    "text_pattern_ops",
                ),
                name="contact_name_prefix",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                models.F("workspace"),
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Lower(
                        models.Func(
                            "last_name",
                            models.Value(" "),
                            "first_name",
                            arg_joiner=" || ",
                            template="(%(expressions)s)",
                        )
                    ),
                    "text_pattern_ops",
                ),
                name="contact_surname_prefix",
            ),
        ),
    ]
