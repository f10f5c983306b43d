"""What the messages of a campaign are about."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("contacts", "0019_consent_by_topic"), ("messaging", "0009_link_clicks"))

    operations = (
        migrations.AddField(
            model_name="messagestream",
            name="topic",
            field=models.ForeignKey(
                blank=True,
                help_text="What its messages are about: who refused the topic gets none.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="contacts.topic",
            ),
        ),
    )
