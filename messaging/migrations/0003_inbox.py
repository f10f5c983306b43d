"""Adds inbox threads."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0002_sql"),
        ("messaging", "0002_storage"),
        ("workspaces", "0003_rate_windows_unlogged"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InboxThread",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("execution_id", models.BigIntegerField(null=True)),
                ("node", models.CharField(blank=True, db_default="", max_length=64)),
                ("visit", models.SmallIntegerField(db_default=1)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("snoozed", "Snoozed"), ("archived", "Archived")],
                        db_default="open",
                        max_length=8,
                    ),
                ),
                ("snoozed_until", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="inbox_threads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inbox_threads",
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
                "indexes": [models.Index(fields=["workspace", "state", "-created_at"], name="thread_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("execution_id", "node", "visit"), name="thread_once_per_visit"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "snoozed", "archived"])), name="thread_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("snoozed_until__isnull", False), ("state", "snoozed")),
                            models.Q(models.Q(("state", "snoozed"), _negated=True), ("snoozed_until__isnull", True)),
                            _connector="OR",
                        ),
                        name="thread_snoozed_has_end",
                    ),
                ],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
