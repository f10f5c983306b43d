"""The tables of templates and snippets.

It takes the place of the steps in which they grew, and counts as applied where those were.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
import workspaces.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('templates_app', '0001_initial'), ('templates_app', '0003_approval'), ('templates_app', '0004_snippets'), ('templates_app', '0005_rejected_at')]

    initial = True

    dependencies = [
        ('workspaces', '0001_schema'),
    ]

    operations = [
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'SMS'), ('whatsapp', 'WhatsApp'), ('telegram', 'Telegram'), ('push', 'Push'), ('onsite', 'On-site')], max_length=10)),
                ('message_type', models.CharField(choices=[('marketing', 'Marketing'), ('transactional', 'Transactional')], default='marketing', max_length=14)),
                ('state', models.CharField(choices=[('DRAFT', 'Draft'), ('PUBLISHED', 'Published'), ('REJECTED', 'Rejected'), ('ARCHIVED', 'Archived')], default='DRAFT', max_length=9)),
                ('rejection_reason', models.CharField(blank=True, max_length=500)),
                ('rejected_at', models.DateTimeField(blank=True, editable=False, help_text='When what was published was rejected; messages that were queued before still go out.', null=True)),
                ('content', models.JSONField(default=dict, help_text='The draft; its shape depends on the channel.')),
                ('revision', models.PositiveIntegerField(default=1, help_text="The number of the draft's last change; for If-Match.")),
                ('changed_by', models.CharField(blank=True, default='', help_text="Who changed the draft last, as kind:id; can't approve it.", max_length=64)),
                ('changed_by_name', models.CharField(blank=True, default='', help_text='The same, for people.', max_length=254)),
                ('submitted_at', models.DateTimeField(blank=True, help_text='Since when the draft waits for approval.', null=True)),
                ('submitted_by_name', models.CharField(blank=True, default='', max_length=254)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'PUBLISHED', 'REJECTED', 'ARCHIVED'])), name='template_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'REJECTED'), _negated=True), models.Q(('rejection_reason', ''), _negated=True), _connector='OR'), name='template_rejected_has_reason'), models.CheckConstraint(condition=models.Q(('submitted_at__isnull', True), ('state__in', ['DRAFT', 'PUBLISHED']), _connector='OR'), name='template_waiting_is_draft')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='TemplateVersion',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('compiled', models.JSONField(help_text='The content with MJML already turned into HTML, Liquid still in place.')),
                ('variables', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list, size=None)),
                ('published_at', models.DateTimeField(auto_now_add=True)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='templates_app.template')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'constraints': [models.UniqueConstraint(fields=('template', 'number'), name='template_version_unique')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='template',
            name='published_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='templates_app.templateversion'),
        ),
        migrations.CreateModel(
            name='Snippet',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(help_text='What templates call it; never changes.', max_length=40)),
                ('html', models.TextField(help_text='Rich text, with Liquid; where no markup may stand, its words are taken.')),
                ('changed_by_name', models.CharField(blank=True, default='', max_length=254)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'key'), name='snippet_key_unique')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name='template',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'PUBLISHED'), _negated=True), ('published_version__isnull', False), _connector='OR'), name='template_published_has_version'),
        ),
    ]
