"""Bulk operations over contacts."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import workspaces.ids


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0010_contacts_by_score"),
        ("workspaces", "0006_currency"),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkOperation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("action", models.CharField(help_text="The key of a registered bulk action.", max_length=20)),
                ("params", models.JSONField(blank=True, default=dict)),
                (
                    "filter",
                    models.JSONField(blank=True, default=dict, help_text="As contacts.finding.ContactFilter says it."),
                ),
                (
                    "contact_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(),
                        blank=True,
                        help_text="Only these contacts.",
                        null=True,
                        size=None,
                    ),
                ),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.CharField(blank=True, max_length=64)),
                ("actor_label", models.CharField(blank=True, max_length=254)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("completed", "Completed"),
                            ("stopped", "Stopped"),
                        ],
                        default="pending",
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="Why it paused, in words.", max_length=300)),
                ("expected", models.IntegerField(help_text="About how many it seemed to mean when it was given.")),
                ("looked_at", models.IntegerField(default=0)),
                ("changed", models.IntegerField(default=0)),
                (
                    "refused",
                    models.JSONField(blank=True, default=dict, help_text="How many stayed as they were, by reason."),
                ),
                ("cursor", models.UUIDField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        help_text="Rules are decided, and later contacts left out, as of this moment."
                    ),
                ),
                (
                    "not_before",
                    models.DateTimeField(help_text="When it begins; until then it can be taken back whole."),
                ),
                ("moved_at", models.DateTimeField(help_text="When it was given, or last got on.")),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "undoes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undone_by",
                        to="contacts.bulkoperation",
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
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="BulkChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contact_id", models.UUIDField()),
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
                (
                    "operation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="contacts.bulkoperation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name="bulkoperation",
            index=models.Index(
                condition=models.Q(("state__in", ("pending", "running", "paused"))),
                fields=["workspace", "id"],
                name="bulk_open",
            ),
        ),
        migrations.AddIndex(
            model_name="bulkoperation",
            index=models.Index(fields=["workspace", "-created_at"], name="bulk_by_time"),
        ),
        migrations.AddConstraint(
            model_name="bulkoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "running", "paused", "completed", "stopped"])),
                name="bulk_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("pending", "running", "paused")), ("finished_at__isnull", True)),
                    models.Q(
                        models.Q(("state__in", ("pending", "running", "paused")), _negated=True),
                        ("finished_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="bulk_finished_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkoperation",
            constraint=models.UniqueConstraint(fields=("undoes",), name="bulk_undone_once"),
        ),
        migrations.AddConstraint(
            model_name="bulkchange",
            constraint=models.UniqueConstraint(fields=("operation", "contact_id"), name="bulk_change_unique"),
        ),
    ]
