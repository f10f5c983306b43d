"""One state of consent per topic as well. The table is large, so nothing here keeps it locked."""

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models

_ONCE = models.UniqueConstraint(
    fields=("contact", "channel", "message_type", "topic"), name="consent_once", nulls_distinct=False
)
_KNOWN = models.CheckConstraint(
    condition=models.Q(("state__in", ["granted", "denied", "pending"])), name="consent_state_is_known"
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = (("contacts", "0018_topics"),)

    operations = (
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS consent_once ON contacts_consent "
                    "(contact_id, channel, message_type, topic_id) NULLS NOT DISTINCT",
                    migrations.RunSQL.noop,
                ),
                migrations.RunSQL(
                    "ALTER TABLE contacts_consent ADD CONSTRAINT consent_once UNIQUE USING INDEX consent_once",
                    "ALTER TABLE contacts_consent DROP CONSTRAINT consent_once",
                ),
            ],
            state_operations=[migrations.AddConstraint("consent", _ONCE)],
        ),
        migrations.RemoveConstraint("consent", "consent_unique"),
        AddIndexConcurrently(
            "consent",
            models.Index(
                condition=models.Q(("topic__isnull", False)), fields=["topic", "state"], name="consent_by_topic"
            ),
        ),
        AddConstraintNotValid("consent", _KNOWN),
        ValidateConstraint("consent", "consent_state_is_known"),
        migrations.RemoveConstraint("consent", "consent_state_known"),
    )
