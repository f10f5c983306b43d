"""How many contacts a workspace has, kept with them: counting a million takes longer than a list may."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

# The table is locked by its triggers before it is counted, so that no contact is counted twice or not at all.
_CREATE = """
CREATE FUNCTION contacts_count_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contacts_contacttotal (workspace_id, count)
    SELECT workspace_id, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM counted GROUP BY workspace_id;
    RETURN NULL;
END $$;

CREATE TRIGGER contacts_contact_made AFTER INSERT ON contacts_contact
REFERENCING NEW TABLE AS counted FOR EACH STATEMENT EXECUTE FUNCTION contacts_count_contacts();
CREATE TRIGGER contacts_contact_gone AFTER DELETE ON contacts_contact
REFERENCING OLD TABLE AS counted FOR EACH STATEMENT EXECUTE FUNCTION contacts_count_contacts();

INSERT INTO contacts_contacttotal (workspace_id, count, folded)
SELECT workspace_id, count(*), true FROM contacts_contact GROUP BY workspace_id;
"""

_DROP = """
DROP TRIGGER contacts_contact_gone ON contacts_contact;
DROP TRIGGER contacts_contact_made ON contacts_contact;
DROP FUNCTION contacts_count_contacts();
"""


class Migration(migrations.Migration):
    dependencies = (("contacts", "0005_webhook_events"),)

    operations = (
        migrations.CreateModel(
            name="ContactTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("count", models.BigIntegerField()),
                ("folded", models.BooleanField(db_default=False, default=False)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
                "indexes": [
                    models.Index(fields=["workspace"], name="contact_total_by_workspace"),
                    models.Index(condition=models.Q(("folded", False)), fields=["id"], name="contact_total_to_fold"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("folded", True)), fields=("workspace",), name="contact_total_folded"
                    )
                ],
            },
            managers=[("unscoped_objects", django.db.models.manager.Manager())],
        ),
        migrations.RunSQL(_CREATE, _DROP),
    )
