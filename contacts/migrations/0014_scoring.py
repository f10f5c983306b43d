"""Lead scoring: rules, computed points, history, and the queue."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import workspaces.ids


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0013_imports_exports"),
        ("workspaces", "0006_currency"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScoreState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_active", models.BooleanField(default=False, help_text="There are rules that give points.")),
                (
                    "walk",
                    models.CharField(
                        blank=True,
                        choices=[("", "None"), ("all", "Everybody"), ("aged", "Whose score changes with time")],
                        default="",
                        max_length=4,
                    ),
                ),
                ("cursor", models.UUIDField(blank=True, null=True)),
                ("walked_on", models.DateField(help_text="The day (UTC) as of which the last walk began.")),
                (
                    "workspace",
                    models.OneToOneField(
                        db_constraint=False,
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
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ContactScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("computed", models.IntegerField()),
                ("parts", models.JSONField(default=dict, help_text="Points by the id of their rule.")),
                ("ages", models.BooleanField(help_text="It changes as days go by.")),
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="computed_score",
                        to="contacts.contact",
                    ),
                ),
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
                    models.Index(
                        condition=models.Q(("ages", True)), fields=["workspace", "contact"], name="contact_score_ages"
                    )
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ScoreChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("before", models.IntegerField()),
                ("after", models.IntegerField()),
                (
                    "parts",
                    models.JSONField(
                        help_text="By rules: what changed, by the id of the rule; null: by hand.", null=True
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="score_changes",
                        to="contacts.contact",
                    ),
                ),
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
                    models.Index(fields=["contact", "-at", "-id"], name="score_change_by_contact"),
                    models.Index(fields=["at"], name="score_change_by_time"),
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ScoreDue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
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
                "indexes": [models.Index(fields=["workspace", "id"], name="score_due_queue")],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ScoreRule",
            fields=[
                (
                    "id",
                    models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("event", "Something they did"),
                            ("rule", "What is true of them"),
                            ("inactivity", "Time without doing anything"),
                        ],
                        max_length=10,
                    ),
                ),
                ("points", models.IntegerField(help_text="May be negative.")),
                ("is_active", models.BooleanField(default=True)),
                ("event", models.CharField(blank=True, max_length=120)),
                ("filter", models.JSONField(blank=True, default=list, help_text="Tests of the event's properties.")),
                ("rule", models.JSONField(blank=True, default=dict)),
                (
                    "most",
                    models.IntegerField(blank=True, help_text="Counts so often at most, the newest first.", null=True),
                ),
                (
                    "window_days",
                    models.IntegerField(blank=True, help_text="Only events of the last so many days.", null=True),
                ),
                (
                    "half_life_days",
                    models.IntegerField(blank=True, help_text="Points halve in so many days.", null=True),
                ),
                (
                    "period_days",
                    models.IntegerField(blank=True, help_text="Of inactivity: points for each period.", null=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
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
                    models.UniqueConstraint(fields=("workspace", "name"), name="score_rule_name_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "event"), models.Q(("event", ""), _negated=True)),
                            models.Q(("kind", "rule"), ("event", "")),
                            models.Q(("kind", "inactivity"), ("period_days__isnull", False), ("event", "")),
                            _connector="OR",
                        ),
                        name="score_rule_fits_kind",
                    ),
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
