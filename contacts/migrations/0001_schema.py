"""The tables of contacts, consent, segments, imports and scoring; events come after them.

It takes the place of the steps in which they grew, and counts as applied where those were.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.manager
import workspaces.ids
import workspaces.models.workspace
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('contacts', '0001_initial'), ('contacts', '0003_events'), ('contacts', '0004_event_times'), ('contacts', '0005_contact_search'), ('contacts', '0008_segment_scans'), ('contacts', '0009_saved_views'), ('contacts', '0010_contacts_by_score'), ('contacts', '0011_bulk_operations'), ('contacts', '0012_segment_growth'), ('contacts', '0013_imports_exports'), ('contacts', '0014_scoring'), ('contacts', '0015_event_counts'), ('contacts', '0016_site_keys'), ('contacts', '0017_attribute_indexes'), ('contacts', '0019_consent_by_topic'), ('contacts', '0020_aliases'), ('contacts', '0021_gone_contacts'), ('contacts', '0022_traces'), ('contacts', '0024_score_sources')]

    initial = True

    dependencies = [
        ('workspaces', '0001_schema'),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkOperation',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('action', models.CharField(help_text='The key of a registered bulk action.', max_length=20)),
                ('params', models.JSONField(blank=True, default=dict)),
                ('filter', models.JSONField(blank=True, default=dict, help_text='As contacts.finding.ContactFilter says it.')),
                ('contact_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, help_text='Only these contacts.', null=True, size=None)),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_id', models.CharField(blank=True, max_length=64)),
                ('actor_label', models.CharField(blank=True, max_length=254)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('running', 'Running'), ('paused', 'Paused'), ('completed', 'Completed'), ('stopped', 'Stopped')], default='pending', max_length=9)),
                ('reason', models.CharField(blank=True, help_text='Why it paused, in words.', max_length=300)),
                ('expected', models.IntegerField(help_text='About how many it seemed to mean when it was given.')),
                ('looked_at', models.IntegerField(default=0)),
                ('changed', models.IntegerField(default=0)),
                ('refused', models.JSONField(blank=True, default=dict, help_text='How many stayed as they were, by reason.')),
                ('cursor', models.UUIDField(blank=True, null=True)),
                ('created_at', models.DateTimeField(help_text='Rules are decided, and later contacts left out, as of this moment.')),
                ('not_before', models.DateTimeField(help_text='When it begins; until then it can be taken back whole.')),
                ('moved_at', models.DateTimeField(help_text='When it was given, or last got on.')),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('undoes', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='undone_by', to='contacts.bulkoperation')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(condition=models.Q(('state__in', ('pending', 'running', 'paused'))), fields=['workspace', 'id'], name='bulk_open'), models.Index(fields=['workspace', '-created_at'], name='bulk_by_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'running', 'paused', 'completed', 'stopped'])), name='bulk_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('pending', 'running', 'paused')), ('finished_at__isnull', True)), models.Q(models.Q(('state__in', ('pending', 'running', 'paused')), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='bulk_finished_has_time'), models.UniqueConstraint(fields=('undoes',), name='bulk_undone_once')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='BulkChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact_id', models.UUIDField()),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
                ('operation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='contacts.bulkoperation')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'constraints': [models.UniqueConstraint(fields=('operation', 'contact_id'), name='bulk_change_unique')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('external_id', models.CharField(blank=True, max_length=120, null=True)),
                ('email', models.CharField(blank=True, max_length=254, null=True)),
                ('phone', models.CharField(blank=True, help_text='E.164, e.g. +436641234567', max_length=16, null=True)),
                ('first_name', models.CharField(blank=True, db_default='', max_length=120)),
                ('last_name', models.CharField(blank=True, db_default='', max_length=120)),
                ('timezone', models.CharField(blank=True, db_default='', max_length=64, validators=[workspaces.models.workspace.validate_timezone])),
                ('attributes', models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), blank=True, db_default=models.Value([], django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), size=None)), default=list, size=None)),
                ('score', models.IntegerField(db_default=0, default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now_add=True, help_text='When any of it last changed, consent included.')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(fields=['workspace', 'id'], name='contact_by_key'), models.Index(fields=['workspace', '-created_at'], name='contact_by_time'), models.Index(models.F('workspace'), django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Lower('email'), 'text_pattern_ops'), name='contact_email_prefix'), models.Index(models.F('workspace'), django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Lower(models.Func('first_name', models.Value(' '), 'last_name', arg_joiner=' || ', template='(%(expressions)s)')), 'text_pattern_ops'), name='contact_name_prefix'), models.Index(models.F('workspace'), django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Lower(models.Func('last_name', models.Value(' '), 'first_name', arg_joiner=' || ', template='(%(expressions)s)')), 'text_pattern_ops'), name='contact_surname_prefix'), models.Index(fields=['workspace', '-score', '-id'], name='contact_by_score'), django.contrib.postgres.indexes.GinIndex(fields=['tags'], name='contact_by_tag'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('attributes', 'jsonb_path_ops'), name='contact_by_attribute')],
                'constraints': [models.UniqueConstraint(models.F('workspace'), django.db.models.functions.text.Lower('email'), name='contact_email_unique'), models.UniqueConstraint(fields=('workspace', 'phone'), name='contact_phone_unique'), models.UniqueConstraint(fields=('workspace', 'external_id'), name='contact_external_id_unique')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ContactAlias',
            fields=[
                ('id', models.UUIDField(editable=False, help_text='The id of the contact that is gone.', primary_key=True, serialize=False)),
                ('merged_at', models.DateTimeField()),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='contacts.contact')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'verbose_name': 'merged contact',
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ContactChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='contacts.contact')),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(fields=['workspace', 'id'], name='contact_change_queue')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ContactImport',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('filename', models.CharField(max_length=255)),
                ('file', models.FileField(upload_to='imports/%Y/%m/')),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('ready', 'Ready'), ('checked', 'Checked'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', max_length=9)),
                ('error', models.TextField(blank=True)),
                ('attempt', models.SmallIntegerField(default=0, editable=False, help_text='Counts takeovers; a stale worker loses.')),
                ('attempts_before', models.SmallIntegerField(default=0, editable=False, help_text='Those of earlier steps.')),
                ('lease_expires_at', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(editable=False, null=True)),
                ('goal', models.CharField(choices=[('read', 'Read'), ('check', 'Check'), ('import', 'Import')], default='import', max_length=6)),
                ('encoding', models.CharField(blank=True, help_text='Of a CSV file; found out when empty.', max_length=16)),
                ('sheet', models.CharField(blank=True, help_text='Of a workbook; its first one when empty.', max_length=255)),
                ('mapping', models.JSONField(blank=True, default=dict, help_text='Column → field; learned from the header when empty.')),
                ('kinds', models.JSONField(blank=True, default=dict, help_text='New attribute → kind; learned from the cells when left out.')),
                ('country', models.CharField(blank=True, help_text='Of phone numbers without one, such as AT.', max_length=2)),
                ('consent', models.JSONField(blank=True, default=dict, help_text='What the file\'s contacts agreed to, e.g. {"email.marketing": "granted"}.')),
                ('add_tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), blank=True, default=list, help_text='For everybody in it.', size=None)),
                ('survey', models.JSONField(default=dict, editable=False, help_text='What reading the file found.')),
                ('header_digest', models.CharField(blank=True, default='', editable=False, help_text='Equal for files with equal headers.', max_length=64)),
                ('rows_file', models.FileField(blank=True, help_text="A workbook's sheet as CSV.", upload_to='imports/%Y/%m/')),
                ('rows_total', models.IntegerField(default=0)),
                ('rows_read', models.IntegerField(default=0)),
                ('rows_created', models.IntegerField(default=0)),
                ('rows_updated', models.IntegerField(default=0)),
                ('rows_unchanged', models.IntegerField(default=0)),
                ('rows_rejected', models.IntegerField(default=0)),
                ('rows_repeated', models.IntegerField(default=0, help_text='Rows about a contact of an earlier row; the later wins.')),
                ('faults_total', models.IntegerField(default=0, help_text='Faults found; only the first ones are kept as rows.')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['created_at'], name='import_unfinished'), models.Index(fields=['workspace', 'header_digest', 'id'], name='import_by_header')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'ready', 'checked', 'done', 'failed', 'cancelled'])), name='import_state_known'), models.CheckConstraint(condition=models.Q(('goal__in', ['read', 'check', 'import'])), name='import_goal_known')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ContactScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('computed', models.IntegerField()),
                ('parts', models.JSONField(default=dict, help_text='Points by the id of their rule.')),
                ('ages', models.BooleanField(help_text='It changes as days go by.')),
                ('contact', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='computed_score', to='contacts.contact')),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(condition=models.Q(('ages', True)), fields=['workspace', 'contact'], name='contact_score_ages')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='EventCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('day', models.DateField()),
                ('count', models.BigIntegerField()),
                ('last_at', models.DateTimeField(help_text='The latest moment at which one of them occurred.')),
                ('folded', models.BooleanField(db_default=False, default=False)),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(fields=['workspace', 'day'], name='event_count_by_day'), models.Index(condition=models.Q(('folded', False)), fields=['id'], name='event_count_to_fold')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('folded', True)), fields=('workspace', 'day', 'name'), name='event_count_folded')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='EventKey',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('event_id', models.BigIntegerField(help_text='The event that was recorded by it; it may be gone.')),
                ('created_at', models.DateTimeField(help_text='When that event came to be known.')),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [django.contrib.postgres.indexes.BrinIndex(fields=['created_at'], name='event_key_by_time')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(help_text='What is exported, as in the registry of kinds.', max_length=40)),
                ('title', models.CharField(help_text='What it is called to people, as of when it was asked for.', max_length=200)),
                ('filter', models.JSONField(blank=True, default=dict, help_text='Which rows; every kind has its own.')),
                ('columns', models.JSONField(blank=True, default=list, help_text='Keys of the columns, in their order.')),
                ('format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel workbook (XLSX)')], default='csv', max_length=4)),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('expired', 'Expired')], default='queued', max_length=9)),
                ('error', models.TextField(blank=True)),
                ('requested_by', models.CharField(blank=True, max_length=254)),
                ('rows_total', models.IntegerField(editable=False, help_text='Counted when the work began.', null=True)),
                ('rows_written', models.IntegerField(default=0, editable=False)),
                ('file', models.FileField(blank=True, upload_to='exports/%Y/%m/')),
                ('size', models.BigIntegerField(default=0, editable=False, help_text='Of the file, in bytes.')),
                ('attempt', models.SmallIntegerField(default=0, editable=False, help_text='Counts takeovers; a stale worker loses.')),
                ('lease_expires_at', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(editable=False, null=True)),
                ('expires_at', models.DateTimeField(editable=False, help_text='When the file is deleted.', null=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['created_at'], name='export_unfinished'), models.Index(condition=models.Q(('state', 'done')), fields=['expires_at'], name='export_to_expire')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed', 'cancelled', 'expired'])), name='export_state_known'), models.CheckConstraint(condition=models.Q(('format__in', ['csv', 'xlsx'])), name='export_format_known')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='GoneContact',
            fields=[
                ('id', models.UUIDField(editable=False, help_text='The id of the contact that is gone.', primary_key=True, serialize=False)),
                ('gone_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(help_text='The first sweep: what began before it may know the contact.', null=True)),
                ('sweep_at', models.DateTimeField(help_text='When the next sweep looks.')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'verbose_name': 'contact gone lately',
                'verbose_name_plural': 'contacts gone lately',
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(fields=['sweep_at'], name='gone_contact_to_sweep')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ImportedContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact_id', models.UUIDField()),
                ('row', models.IntegerField()),
                ('contact_import', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacts.contactimport')),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(fields=['contact_id'], name='imported_contact_by_contact')],
                'constraints': [models.UniqueConstraint(fields=('contact_import', 'contact_id'), name='imported_contact_unique')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ImportRefusedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.IntegerField(help_text='Line in the file; the header is line 1.')),
                ('cells', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('problem', models.TextField()),
                ('identities', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_default=[], default=list, help_text='Addresses, numbers and ids that it holds.', size=None)),
                ('contact_import', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='refused_rows', to='contacts.contactimport')),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['identities'], name='import_refused_by_identity')],
                'constraints': [models.UniqueConstraint(fields=('contact_import', 'row'), name='import_refused_row_unique')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ImportRowError',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.IntegerField(help_text='Line in the file; the header is line 1.')),
                ('column', models.CharField(blank=True, max_length=120)),
                ('value', models.CharField(blank=True, max_length=200)),
                ('code', models.CharField(max_length=40)),
                ('is_warning', models.BooleanField(default=False, help_text='The row was taken all the same.')),
                ('message', models.CharField(max_length=300)),
                ('contact_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='row_errors', to='contacts.contactimport')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'verbose_name': 'import fault',
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(fields=['contact_import', 'row'], name='import_error_by_row'), models.Index(models.F('workspace'), django.db.models.functions.text.Lower('value'), name='import_error_by_value')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('filter', models.JSONField(blank=True, default=dict, help_text='As contacts.finding.ContactFilter says it.')),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('sort', models.CharField(max_length=20)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('owner', models.ForeignKey(blank=True, help_text="Whose it is; empty: everybody's.", null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'owner', 'name'), name='saved_view_name_unique', nulls_distinct=False)],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ScoreChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('before', models.IntegerField()),
                ('after', models.IntegerField()),
                ('parts', models.JSONField(help_text='By rules: what changed, by the id of the rule; null: otherwise.', null=True)),
                ('source', models.CharField(blank=True, db_default='', help_text='Else: user, key, system, campaign, merge, import:…', max_length=64)),
                ('contact', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='score_changes', to='contacts.contact')),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(fields=['contact', '-at', '-id'], name='score_change_by_contact'), models.Index(fields=['at'], name='score_change_by_time')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ScoreDue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='contacts.contact')),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(fields=['workspace', 'id'], name='score_due_queue')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ScoreRule',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('event', 'Something they did'), ('rule', 'What is true of them'), ('inactivity', 'Time without doing anything')], max_length=10)),
                ('points', models.IntegerField(help_text='May be negative.')),
                ('is_active', models.BooleanField(default=True)),
                ('event', models.CharField(blank=True, max_length=120)),
                ('filter', models.JSONField(blank=True, default=list, help_text="Tests of the event's properties.")),
                ('rule', models.JSONField(blank=True, default=dict)),
                ('most', models.IntegerField(blank=True, help_text='Counts so often at most, the newest first.', null=True)),
                ('window_days', models.IntegerField(blank=True, help_text='Only events of the last so many days.', null=True)),
                ('half_life_days', models.IntegerField(blank=True, help_text='Points halve in so many days.', null=True)),
                ('period_days', models.IntegerField(blank=True, help_text='Of inactivity: points for each period.', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'name'), name='score_rule_name_unique'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'event'), models.Q(('event', ''), _negated=True)), models.Q(('kind', 'rule'), ('event', '')), models.Q(('kind', 'inactivity'), ('period_days__isnull', False), ('event', '')), _connector='OR'), name='score_rule_fits_kind')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ScoreState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_active', models.BooleanField(default=False, help_text='There are rules that give points.')),
                ('walk', models.CharField(blank=True, choices=[('', 'None'), ('all', 'Everybody'), ('aged', 'Whose score changes with time')], default='', max_length=4)),
                ('cursor', models.UUIDField(blank=True, null=True)),
                ('walked_on', models.DateField(help_text='The day (UTC) as of which the last walk began.')),
                ('workspace', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('dynamic', 'Dynamic'), ('static', 'Static')], default='dynamic', max_length=8)),
                ('rule', models.JSONField(blank=True, default=dict)),
                ('member_count', models.IntegerField(default=0, editable=False)),
                ('refreshed_at', models.DateTimeField(editable=False, help_text='Membership is true as of this moment.', null=True)),
                ('rebuild_needed', models.BooleanField(default=True, editable=False, help_text='New, or its rule was edited.')),
                ('sweep_at', models.DateTimeField(editable=False, help_text='When to check again, where the rule depends on more than the contact.', null=True)),
                ('swept_to', models.DateTimeField(editable=False, help_text='Time that goes by has been followed up to this moment.', null=True)),
                ('whole_at', models.DateTimeField(editable=False, help_text='From then on a check looks at all contacts, not only at those due.', null=True)),
                ('scan_at', models.DateTimeField(editable=False, help_text='When the scan under way began; null: none is under way.', null=True)),
                ('scan_key', models.UUIDField(editable=False, help_text='The last contact that the scan has looked at.', null=True)),
                ('scan_seen', models.IntegerField(default=0, editable=False)),
                ('scan_total', models.IntegerField(default=0, editable=False, help_text='How many contacts there were at its start.')),
                ('scan_seconds', models.FloatField(default=0, editable=False, help_text='How long the scan has worked.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'name'), name='segment_name_unique'), models.CheckConstraint(condition=models.Q(('kind__in', ['dynamic', 'static'])), name='segment_kind_known'), models.CheckConstraint(condition=models.Q(('scan_at', None), ('scan_key__isnull', False), _connector='OR'), name='segment_scan_has_place')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='contactimport',
            name='segment',
            field=models.ForeignKey(blank=True, help_text='A static segment that everybody in the file is put into.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='contacts.segment'),
        ),
        migrations.CreateModel(
            name='SegmentMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entered_at', models.DateTimeField()),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segment_memberships', to='contacts.contact')),
                ('segment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='contacts.segment')),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'constraints': [models.UniqueConstraint(fields=('segment', 'contact'), name='segment_membership_unique')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='SegmentTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('entered', 'Entered'), ('left', 'Left')], max_length=7)),
                ('at', models.DateTimeField()),
                ('routed_at', models.DateTimeField(help_text='Null while the triggers stage has yet to look at it.', null=True)),
                ('contact', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='segment_transitions', to='contacts.contact')),
                ('segment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='contacts.segment')),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(fields=['contact', '-at'], name='segment_transition_by_contact'), models.Index(fields=['segment', 'at'], name='segment_transition_by_segment'), models.Index(condition=models.Q(('routed_at', None)), fields=['id'], name='segment_transition_to_route')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['entered', 'left'])), name='segment_transition_kind_known')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='SiteKey',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('token', models.CharField(help_text='Shown in the snippet, readable by everybody.', max_length=64, unique=True)),
                ('origins', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=255), help_text='Pages of these may use it, e.g. https://www.example.com.', size=None)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(fields=['workspace', '-created_at'], name='site_key_by_time')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(help_text='What files and programs call it; never changes.', max_length=64)),
                ('name', models.CharField(help_text='What contacts read on the preference page.', max_length=80)),
                ('description', models.CharField(blank=True, db_default='', max_length=300)),
                ('public', models.BooleanField(db_default=True, default=True, help_text='Shown on the preference page.')),
                ('position', models.IntegerField(db_default=0, default=0, help_text='Its place in the list, from 0.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('archived_at', models.DateTimeField(blank=True, help_text='Since then nobody is offered it; what contacts said of it still holds.', null=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'key'), name='topic_key_unique'), models.UniqueConstraint(condition=models.Q(('archived_at', None)), fields=('workspace', 'name'), name='topic_name_unique')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ConsentRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'SMS'), ('whatsapp', 'WhatsApp'), ('telegram', 'Telegram'), ('push', 'Push'), ('onsite', 'On-site')], max_length=10)),
                ('message_type', models.CharField(choices=[('marketing', 'Marketing'), ('transactional', 'Transactional')], max_length=14)),
                ('state', models.CharField(choices=[('granted', 'Granted'), ('denied', 'Denied'), ('pending', 'Not confirmed yet')], max_length=8)),
                ('source', models.CharField(help_text='e.g. import:imp_…, unsubscribe:msg_…, api', max_length=64)),
                ('recorded_at', models.DateTimeField()),
                ('text', models.TextField(blank=True, db_default='', help_text='What the contact was shown and said yes or no to.')),
                ('basis', models.CharField(blank=True, choices=[('consent', 'Consent'), ('contract', 'Contract'), ('legitimate_interest', 'Legitimate interest'), ('legal_obligation', 'Legal obligation')], db_default='', max_length=20)),
                ('ip_hash', models.CharField(blank=True, db_default='', help_text='Keyed hash of the IP address.', max_length=64)),
                ('agent_hash', models.CharField(blank=True, db_default='', help_text='Keyed hash of the user agent.', max_length=64)),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
                ('contact', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='consent_records', to='contacts.contact')),
                ('topic', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacts.topic')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(fields=['contact', '-recorded_at'], name='consent_record_by_contact')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'SMS'), ('whatsapp', 'WhatsApp'), ('telegram', 'Telegram'), ('push', 'Push'), ('onsite', 'On-site')], max_length=10)),
                ('message_type', models.CharField(choices=[('marketing', 'Marketing'), ('transactional', 'Transactional')], max_length=14)),
                ('state', models.CharField(choices=[('granted', 'Granted'), ('denied', 'Denied'), ('pending', 'Not confirmed yet')], max_length=8)),
                ('changed_at', models.DateTimeField()),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='contacts.contact')),
                ('topic', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacts.topic')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(condition=models.Q(('topic__isnull', False)), fields=['topic', 'state'], name='consent_by_topic')],
                'constraints': [models.UniqueConstraint(fields=('contact', 'channel', 'message_type', 'topic'), name='consent_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('state__in', ['granted', 'denied', 'pending'])), name='consent_state_is_known')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='AttributeDefinition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('text', 'Text'), ('number', 'Number'), ('boolean', 'Boolean'), ('date', 'Date'), ('list', 'List')], max_length=10)),
                ('label', models.CharField(blank=True, db_default='', help_text='What people call it.', max_length=120)),
                ('is_indexed', models.BooleanField(db_default=False, default=False, help_text='Heavily used: it is to have an index.')),
                ('index_state', models.CharField(choices=[('none', 'None'), ('waiting', 'Waits to be built'), ('building', 'Being built'), ('ready', 'Ready'), ('failed', 'Failed'), ('removing', 'Being removed')], db_default='none', default='none', editable=False, max_length=8)),
                ('index_error', models.CharField(blank=True, db_default='', default='', editable=False, max_length=500)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'key'), name='attribute_unique'), models.CheckConstraint(condition=models.Q(('kind__in', ['text', 'number', 'boolean', 'date', 'list'])), name='attribute_kind_known'), models.CheckConstraint(condition=models.Q(('index_state__in', ['none', 'waiting', 'building', 'ready', 'failed', 'removing'])), name='attribute_index_state_known')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
    ]
