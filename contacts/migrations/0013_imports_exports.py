"""Imports that stop for people, with their refused rows; exports as files."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import workspaces.ids


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0012_segment_growth"),
        ("workspaces", "0006_currency"),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(help_text="What is exported, as in the registry of kinds.", max_length=40)),
                (
                    "title",
                    models.CharField(
                        help_text="What it is called to people, as of when it was asked for.", max_length=200
                    ),
                ),
                ("filter", models.JSONField(blank=True, default=dict, help_text="Which rows; every kind has its own.")),
                (
                    "columns",
                    models.JSONField(blank=True, default=list, help_text="Keys of the columns, in their order."),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[("csv", "CSV"), ("xlsx", "Excel workbook (XLSX)")], default="csv", max_length=4
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                            ("expired", "Expired"),
                        ],
                        default="queued",
                        max_length=9,
                    ),
                ),
                ("error", models.TextField(blank=True)),
                ("requested_by", models.CharField(blank=True, max_length=254)),
                (
                    "rows_total",
                    models.IntegerField(editable=False, help_text="Counted when the work began.", null=True),
                ),
                ("rows_written", models.IntegerField(default=0, editable=False)),
                ("file", models.FileField(blank=True, upload_to="exports/%Y/%m/")),
                ("size", models.BigIntegerField(default=0, editable=False, help_text="Of the file, in bytes.")),
                (
                    "attempt",
                    models.SmallIntegerField(
                        default=0, editable=False, help_text="Counts takeovers; a stale worker loses."
                    ),
                ),
                ("lease_expires_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(editable=False, null=True)),
                ("expires_at", models.DateTimeField(editable=False, help_text="When the file is deleted.", null=True)),
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
            name="ImportRefusedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.IntegerField(help_text="Line in the file; the header is line 1.")),
                ("cells", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("problem", models.TextField()),
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
        migrations.RemoveConstraint(
            model_name="contactimport",
            name="import_state_known",
        ),
        migrations.AddField(
            model_name="contactimport",
            name="add_tags",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64),
                blank=True,
                default=list,
                help_text="For everybody in it.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="contactimport",
            name="attempts_before",
            field=models.SmallIntegerField(default=0, editable=False, help_text="Those of earlier steps."),
        ),
        migrations.AddField(
            model_name="contactimport",
            name="country",
            field=models.CharField(blank=True, help_text="Of phone numbers without one, such as AT.", max_length=2),
        ),
        migrations.AddField(
            model_name="contactimport",
            name="encoding",
            field=models.CharField(blank=True, help_text="Of a CSV file; found out when empty.", max_length=16),
        ),
        migrations.AddField(
            model_name="contactimport",
            name="goal",
            field=models.CharField(
                choices=[("read", "Read"), ("check", "Check"), ("import", "Import")], default="import", max_length=6
            ),
        ),
        migrations.AddField(
            model_name="contactimport",
            name="header_digest",
            field=models.CharField(
                blank=True, default="", editable=False, help_text="Equal for files with equal headers.", max_length=64
            ),
        ),
        migrations.AddField(
            model_name="contactimport",
            name="kinds",
            field=models.JSONField(
                blank=True, default=dict, help_text="New attribute → kind; learned from the cells when left out."
            ),
        ),
        migrations.AddField(
            model_name="contactimport",
            name="rows_file",
            field=models.FileField(blank=True, help_text="A workbook's sheet as CSV.", upload_to="imports/%Y/%m/"),
        ),
        migrations.AddField(
            model_name="contactimport",
            name="segment",
            field=models.ForeignKey(
                blank=True,
                help_text="A static segment that everybody in the file is put into.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="contacts.segment",
            ),
        ),
        migrations.AddField(
            model_name="contactimport",
            name="sheet",
            field=models.CharField(blank=True, help_text="Of a workbook; its first one when empty.", max_length=255),
        ),
        migrations.AddField(
            model_name="contactimport",
            name="survey",
            field=models.JSONField(default=dict, editable=False, help_text="What reading the file found."),
        ),
        migrations.AlterField(
            model_name="contactimport",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("running", "Running"),
                    ("ready", "Ready"),
                    ("checked", "Checked"),
                    ("done", "Done"),
                    ("failed", "Failed"),
                    ("cancelled", "Cancelled"),
                ],
                default="queued",
                max_length=9,
            ),
        ),
        migrations.AddIndex(
            model_name="contactimport",
            index=models.Index(fields=["workspace", "header_digest", "id"], name="import_by_header"),
        ),
        migrations.AddConstraint(
            model_name="contactimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["queued", "running", "ready", "checked", "done", "failed", "cancelled"])
                ),
                name="import_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("goal__in", ["read", "check", "import"])), name="import_goal_known"
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workspaces.workspace"
            ),
        ),
        migrations.AddField(
            model_name="importrefusedrow",
            name="contact_import",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="refused_rows",
                to="contacts.contactimport",
            ),
        ),
        migrations.AddField(
            model_name="importrefusedrow",
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
            model_name="export",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "running"])),
                fields=["created_at"],
                name="export_unfinished",
            ),
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(condition=models.Q(("state", "done")), fields=["expires_at"], name="export_to_expire"),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["queued", "running", "done", "failed", "cancelled", "expired"])),
                name="export_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["csv", "xlsx"])), name="export_format_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="importrefusedrow",
            constraint=models.UniqueConstraint(fields=("contact_import", "row"), name="import_refused_row_unique"),
        ),
    ]
