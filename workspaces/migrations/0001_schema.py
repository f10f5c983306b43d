"""The tables of workspaces, their people, keys, balance and notices.

It takes the place of the steps in which they grew, and counts as applied where those were.
"""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.manager
import django.utils.timezone
import workspaces.ids
import workspaces.models.workspace
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('workspaces', '0001_initial'), ('workspaces', '0004_quiet_hours'), ('workspaces', '0005_audit_by_target'), ('workspaces', '0006_currency'), ('workspaces', '0007_balance'), ('workspaces', '0008_notices')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('prefix', models.CharField(help_text="The key's first characters, to tell keys apart.", max_length=16)),
                ('digest', models.BinaryField(help_text='SHA-256 of the whole key.', max_length=32, unique=True)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('campaigns:read', 'Campaigns Read'), ('campaigns:write', 'Campaigns Write'), ('contacts:read', 'Contacts Read'), ('contacts:write', 'Contacts Write'), ('templates:read', 'Templates Read'), ('templates:write', 'Templates Write'), ('messages:read', 'Messages Read'), ('messages:write', 'Messages Write'), ('workspace:read', 'Workspace Read'), ('workspace:write', 'Workspace Write')], max_length=32), size=None)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('-created_at',),
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_id', models.CharField(blank=True, max_length=64)),
                ('actor_label', models.CharField(blank=True, help_text='As it was called at the time.', max_length=254)),
                ('action', models.CharField(help_text='e.g. campaign.paused', max_length=64)),
                ('target_type', models.CharField(max_length=40)),
                ('target_id', models.CharField(max_length=64)),
                ('data', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name_plural': 'audit log',
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Workspace',
            fields=[
                ('id', models.UUIDField(default=workspaces.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('slug', models.CharField(max_length=63, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]([a-z0-9-]*[a-z0-9])?\\Z', 'use lower-case letters, digits and hyphens')])),
                ('timezone', models.CharField(default='UTC', max_length=64, validators=[workspaces.models.workspace.validate_timezone])),
                ('currency', models.CharField(default='EUR', help_text='Of the price list, as an ISO 4217 code.', max_length=3, validators=[django.core.validators.RegexValidator('^[A-Z]{3}\\Z', 'use an ISO 4217 code such as EUR')])),
                ('settings', models.JSONField(blank=True, default=dict, help_text='Defaults for campaigns, e.g. frequency_cap; see docs/settings.md.')),
                ('quiet_start', models.TimeField(blank=True, help_text="From this time on, by each contact's clock, marketing waits; campaigns may differ.", null=True, verbose_name='quiet from')),
                ('quiet_end', models.TimeField(blank=True, help_text='When it goes on; the next morning if earlier.', null=True, verbose_name='quiet until')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('quiet_end__isnull', True), ('quiet_start__isnull', True)), models.Q(('quiet_end__isnull', False), ('quiet_start__isnull', False), models.Q(('quiet_start', models.F('quiet_end')), _negated=True)), _connector='OR'), name='workspace_quiet_hours', violation_error_message='Give both times of the quiet hours, and different ones, or neither.')],
            },
        ),
        migrations.CreateModel(
            name='IdempotentAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.CharField(help_text='The workspace of an API key, or a signed-in user: their id.', max_length=64)),
                ('key', models.CharField(max_length=255)),
                ('route', models.CharField(help_text='Method and path; the same key on another route is another key.', max_length=500)),
                ('body_digest', models.BinaryField(max_length=32)),
                ('status', models.SmallIntegerField()),
                ('body', models.TextField()),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['created_at'], name='idempotent_answer_by_age')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'route', 'key'), name='idempotent_answer_unique')],
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('top_up', 'Top-up'), ('reload', 'Automatic reload'), ('adjustment', 'Adjustment'), ('capture', 'Messages sent')], max_length=10)),
                ('amount', models.DecimalField(decimal_places=6, help_text='Positive: paid in; negative: spent.', max_digits=18)),
                ('balance_after', models.DecimalField(decimal_places=6, max_digits=18)),
                ('messages', models.IntegerField(default=0, help_text='How many messages a capture is for.')),
                ('channel', models.CharField(blank=True, max_length=10)),
                ('source_id', models.UUIDField(help_text='The campaign that sent them.', null=True)),
                ('reference', models.CharField(blank=True, help_text="The payment's own id: the same one is credited once.", max_length=120)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'ledger',
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['top_up', 'reload', 'adjustment', 'capture'])), name='ledger_kind_known'), models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='ledger_moves'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'capture'), _negated=True), models.Q(('amount__lt', 0), ('messages__gt', 0)), _connector='OR'), name='ledger_capture')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('admin', 'Admin'), ('editor', 'Editor'), ('viewer', 'Viewer')], max_length=10)),
                ('notices', models.BooleanField(db_default=True, default=True, help_text='Whether incidents that stop campaigns are told by e-mail.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'admin', 'editor', 'viewer'])), name='membership_role_known')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('breaker', 'A provider fails'), ('complaints', 'Too many complaints'), ('balance', 'The balance is used up')], max_length=10)),
                ('subject', models.UUIDField(help_text="What it is about: a sender's key, or the workspace's.")),
                ('title', models.CharField(max_length=200)),
                ('sentence', models.CharField(max_length=1000)),
                ('path', models.CharField(help_text='Of the page that leads to the fix.', max_length=300)),
                ('opened_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('mail_after', models.DateTimeField(help_text='Its e-mail goes out from this moment on.')),
                ('mailed_at', models.DateTimeField(help_text='Written before the first e-mail is handed over.', null=True)),
                ('tries', models.SmallIntegerField(db_default=0, help_text='How often the mail server could not be reached.')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'indexes': [models.Index(condition=models.Q(('mailed_at', None)), fields=['mail_after'], name='notice_to_mail')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['breaker', 'complaints', 'balance'])), name='notice_kind_known')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='ProcessHeartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('worker', 'Worker'), ('delivery', 'Delivery worker'), ('beat', 'Beat')], max_length=10)),
                ('host', models.CharField(max_length=255)),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('role', 'host'), name='heartbeat_one_per_host')],
            },
        ),
        migrations.CreateModel(
            name='RateWindow',
            fields=[
                ('subject', models.CharField(help_text="The API key's or the user's id.", max_length=64, primary_key=True, serialize=False)),
                ('window', models.BigIntegerField(help_text="The window's number since 1970.")),
                ('hits', models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique')],
            },
        ),
        migrations.CreateModel(
            name='BalanceAccount',
            fields=[
                ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='balance_account', serialize=False, to='workspaces.workspace')),
                ('balance', models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                ('reserved', models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                ('reload_below', models.DecimalField(blank=True, decimal_places=6, help_text='Reload when less than this can be spent; empty: never.', max_digits=18, null=True)),
                ('reload_amount', models.DecimalField(blank=True, decimal_places=6, help_text='What one reload adds.', max_digits=18, null=True)),
                ('reload_daily_cap', models.DecimalField(blank=True, decimal_places=6, help_text="All reloads of a day of the workspace's calendar together.", max_digits=18, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped_objects',
                'default_manager_name': 'unscoped_objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('reserved__gte', 0)), name='balance_reserved_not_negative'), models.CheckConstraint(condition=models.Q(('balance__gte', models.F('reserved'))), name='balance_covers_reserved'), models.CheckConstraint(condition=models.Q(models.Q(('reload_amount', None), ('reload_below', None), ('reload_daily_cap', None)), models.Q(('reload_amount__gt', 0), ('reload_below__gt', 0), ('reload_daily_cap__gte', models.F('reload_amount'))), _connector='OR'), name='balance_reload_whole')],
            },
            managers=[
                ('unscoped_objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='auditentry',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace'),
        ),
        migrations.AddField(
            model_name='apikey',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace'),
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='workspace',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace'),
        ),
        migrations.AddField(
            model_name='membership',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membership',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace'),
        ),
        migrations.AddField(
            model_name='notice',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workspaces.workspace'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['workspace', '-created_at'], name='audit_by_time'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['workspace', 'target_id', 'id'], name='audit_by_target'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['workspace', '-created_at', '-id'], name='ledger_by_time'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('workspace', 'reference'), name='ledger_reference_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('workspace', 'user'), name='membership_unique'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['workspace', '-id'], name='notice_newest'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('workspace', 'kind', 'subject'), name='notice_open_once'),
        ),
    ]
