"""Topics, consent by topic, and a consent log that holds what was shown and can't be rewritten."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import workspaces.ids

_STATES = [("granted", "Granted"), ("denied", "Denied"), ("pending", "Not confirmed yet")]

# Lines leave the log with their contact (erased), and go to another contact with it (merged): whoever does that says so
# for the length of its transaction.
_APPEND_ONLY = """
CREATE FUNCTION contacts_consent_log_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF COALESCE(current_setting('campanile.consent_log', true), '') <> 'open' THEN
        RAISE EXCEPTION 'the consent log is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER contacts_consentrecord_kept BEFORE UPDATE OR DELETE ON contacts_consentrecord
FOR EACH ROW EXECUTE FUNCTION contacts_consent_log_kept();
"""
_REWRITABLE = """
DROP TRIGGER contacts_consentrecord_kept ON contacts_consentrecord;
DROP FUNCTION contacts_consent_log_kept();
"""


def _topic() -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(
        "contacts.Topic",
        on_delete=django.db.models.deletion.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )


class Migration(migrations.Migration):
    dependencies = (("contacts", "0017_attribute_indexes"), ("workspaces", "0006_currency"))

    operations = (
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.CharField(help_text="What files and programs call it; never changes.", max_length=64)),
                ("name", models.CharField(help_text="What contacts read on the preference page.", max_length=80)),
                ("description", models.CharField(blank=True, db_default="", max_length=300)),
                (
                    "public",
                    models.BooleanField(db_default=True, default=True, help_text="Shown on the preference page."),
                ),
                (
                    "position",
                    models.IntegerField(db_default=0, default=0, help_text="Its place in the list, from 0."),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "archived_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Since then nobody is offered it; what contacts said of it still holds.",
                        null=True,
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workspaces.workspace"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "key"), name="topic_key_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at", None)),
                        fields=("workspace", "name"),
                        name="topic_name_unique",
                    ),
                ],
            },
            managers=[("unscoped_objects", django.db.models.manager.Manager())],
        ),
        migrations.AddField("consent", "topic", _topic()),
        migrations.AddField("consentrecord", "topic", _topic()),
        migrations.AddField(
            "consentrecord",
            "text",
            models.TextField(blank=True, db_default="", help_text="What the contact was shown and said yes or no to."),
        ),
        migrations.AddField(
            "consentrecord",
            "basis",
            models.CharField(
                blank=True,
                choices=[
                    ("consent", "Consent"),
                    ("contract", "Contract"),
                    ("legitimate_interest", "Legitimate interest"),
                    ("legal_obligation", "Legal obligation"),
                ],
                db_default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            "consentrecord",
            "ip_hash",
            models.CharField(blank=True, db_default="", help_text="Keyed hash of the IP address.", max_length=64),
        ),
        migrations.AddField(
            "consentrecord",
            "agent_hash",
            models.CharField(blank=True, db_default="", help_text="Keyed hash of the user agent.", max_length=64),
        ),
        migrations.AlterField("consent", "state", models.CharField(choices=_STATES, max_length=8)),
        migrations.AlterField("consentrecord", "state", models.CharField(choices=_STATES, max_length=8)),
        migrations.RunSQL(_APPEND_ONLY, _REWRITABLE),
    )
