"""How workspaces ask for consent, and what contacts are yet to confirm."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0019_consent_by_topic"),
        ("messaging", "0010_stream_topic"),
        ("templates_app", "0002_versions_immutable"),
        ("workspaces", "0006_currency"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentSettings",
            fields=[
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="workspaces.workspace",
                    ),
                ),
                (
                    "link_hours",
                    models.PositiveIntegerField(default=72, help_text="For how long a confirmation link works."),
                ),
                (
                    "cooldown_minutes",
                    models.PositiveIntegerField(
                        default=15, help_text="A contact is asked the same at most once in so many minutes."
                    ),
                ),
                (
                    "brand_name",
                    models.CharField(
                        blank=True, help_text="What contacts read; empty: the workspace’s name.", max_length=80
                    ),
                ),
                (
                    "intro",
                    models.CharField(blank=True, help_text="Stands on top of the preference page.", max_length=500),
                ),
                (
                    "confirmation_template",
                    models.ForeignKey(
                        blank=True,
                        help_text="The transactional mail that asks; without one nothing can be confirmed.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="templates_app.template",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent settings",
                "verbose_name_plural": "consent settings",
                "abstract": False,
                "base_manager_name": "unscoped_objects",
                "default_manager_name": "unscoped_objects",
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ConsentConfirmation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("sms", "SMS"),
                            ("whatsapp", "WhatsApp"),
                            ("telegram", "Telegram"),
                            ("push", "Push"),
                            ("onsite", "On-site"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "message_type",
                    models.CharField(
                        choices=[("marketing", "Marketing"), ("transactional", "Transactional")], max_length=14
                    ),
                ),
                (
                    "text",
                    models.TextField(blank=True, db_default="", help_text="What the contact was shown when asking."),
                ),
                ("source", models.CharField(help_text="Where the request came from.", max_length=64)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.topic",
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
                "indexes": [models.Index(fields=["contact", "-created_at"], name="consent_confirmation_latest")],
            },
            managers=[
                ("unscoped_objects", django.db.models.manager.Manager()),
            ],
        ),
    ]
