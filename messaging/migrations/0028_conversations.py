"""Conversations in the inbox: threads over a sender, and what was said in them; messages of one's own words."""

import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0024_score_sources"),
        ("messaging", "0027_provider_reports"),
        ("templates_app", "0004_snippets"),
        ("workspaces", "0007_balance"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InboxEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "direction",
                    models.CharField(choices=[("in", "From the contact"), ("out", "To the contact")], max_length=3),
                ),
                (
                    "key",
                    models.UUIDField(
                        help_text="What is said once is one entry: of an answer to us its report's, else the form's."
                    ),
                ),
                ("subject", models.CharField(blank=True, db_default="", max_length=200)),
                ("text", models.TextField()),
                ("author_label", models.CharField(blank=True, db_default="", max_length=254)),
                (
                    "mail_id",
                    models.CharField(
                        blank=True, db_default="", help_text="The Message-ID of a received mail.", max_length=255
                    ),
                ),
                (
                    "automatic",
                    models.BooleanField(db_default=False, help_text="Written by a machine, such as a note of absence."),
                ),
                ("created_at", models.DateTimeField()),
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
        migrations.RemoveIndex(
            model_name="inboxthread",
            name="thread_by_state",
        ),
        migrations.AddField(
            model_name="inboxthread",
            name="address",
            field=models.CharField(blank=True, db_default="", help_text="Where they wrote from.", max_length=254),
        ),
        migrations.AddField(
            model_name="inboxthread",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("email", "E-mail"),
                    ("sms", "SMS"),
                    ("whatsapp", "WhatsApp"),
                    ("telegram", "Telegram"),
                    ("push", "Push"),
                    ("onsite", "On-site"),
                ],
                db_default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="inboxthread",
            name="last_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                help_text="When something was said last; threads are shown in this order.",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="inboxthread",
            name="name",
            field=models.CharField(
                blank=True, db_default="", help_text="What they call themselves there.", max_length=120
            ),
        ),
        migrations.AddField(
            model_name="inboxthread",
            name="preview",
            field=models.CharField(blank=True, db_default="", help_text="What was said last.", max_length=160),
        ),
        migrations.AddField(
            model_name="inboxthread",
            name="sender",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="messaging.sender",
            ),
        ),
        migrations.AddField(
            model_name="inboxthread",
            name="unread",
            field=models.BooleanField(db_default=True, help_text="Something came since somebody looked."),
        ),
        migrations.RunSQL(
            "UPDATE messaging_inboxthread SET last_at = created_at, unread = state = 'open', "
            "preview = left(regexp_replace(body, '\\s+', ' ', 'g'), 160)",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="inboxthread",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="inbox_threads",
                to="contacts.contact",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="context",
            field=models.JSONField(help_text="What templates see as trigger.*, or a person's own words.", null=True),
        ),
        migrations.AlterField(
            model_name="message",
            name="template_version",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                help_text="None of a person's own words, which `context` holds.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="templates_app.templateversion",
            ),
        ),
        migrations.AddIndex(
            model_name="inboxthread",
            index=models.Index(fields=["workspace", "state", "-last_at"], name="thread_by_last"),
        ),
        migrations.AddIndex(
            model_name="inboxthread",
            index=models.Index(
                condition=models.Q(("state", "snoozed")), fields=["snoozed_until"], name="thread_to_wake"
            ),
        ),
        migrations.AddIndex(
            model_name="inboxthread",
            index=models.Index(
                condition=models.Q(("state", "open"), ("unread", True)), fields=["workspace"], name="thread_unread"
            ),
        ),
        migrations.AddConstraint(
            model_name="inboxthread",
            constraint=models.UniqueConstraint(
                condition=models.Q(("contact__isnull", False), ("sender__isnull", False)),
                fields=("sender", "contact"),
                name="thread_one_conversation",
            ),
        ),
        migrations.AddConstraint(
            model_name="inboxthread",
            constraint=models.UniqueConstraint(
                condition=models.Q(("contact__isnull", True), ("sender__isnull", False)),
                fields=("sender", "address"),
                name="thread_one_of_stranger",
            ),
        ),
        migrations.AddField(
            model_name="inboxentry",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="inboxentry",
            name="message",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                help_text="What sends the answer; of what came in, the message that it answers.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="messaging.message",
            ),
        ),
        migrations.AddField(
            model_name="inboxentry",
            name="thread",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entries",
                to="messaging.inboxthread",
            ),
        ),
        migrations.AddField(
            model_name="inboxentry",
            name="workspace",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workspaces.workspace",
            ),
        ),
        migrations.AddIndex(
            model_name="inboxentry",
            index=models.Index(fields=["thread", "created_at"], name="inbox_entry_by_thread"),
        ),
        migrations.AddConstraint(
            model_name="inboxentry",
            constraint=models.UniqueConstraint(fields=("thread", "key"), name="inbox_entry_once"),
        ),
    ]
