import access.records
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What stands out among the readings, and which rules look for it."""

    dependencies = [
        ('cases', '0018_states_of_a_record'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FlagRule',
            fields=[
                ('id', models.UUIDField(default=access.records.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(help_text='a code of cases/operations/flag_rules.py', max_length=20, unique=True)),
                ('is_on', models.BooleanField()),
                ('because', models.CharField(max_length=500)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HistoricalFlag',
            fields=[
                ('id', models.UUIDField(db_index=True, default=access.records.uuid7, editable=False)),
                ('history_change_reason', models.TextField(null=True)),
                ('rule', models.CharField(help_text='a code of cases/operations/flag_rules.py', max_length=20)),
                ('on', models.DateField(help_text='the day of the readings')),
                ('case_key', models.UUIDField(blank=True, null=True)),
                ('case_reference', models.CharField(blank=True, max_length=12)),
                ('evidence', models.JSONField(help_text='numbers by name: what the rule counted')),
                ('found_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('new', 'Not looked at'), ('asked', 'The person is asked'), ('answered', 'The person has answered'), ('fine', 'Fine'), ('incident', 'An incident')], default='new', max_length=10)),
                ('question', models.CharField(blank=True, help_text='what the person is asked', max_length=500)),
                ('answer', models.CharField(blank=True, help_text='what the person says', max_length=1000)),
                ('because', models.CharField(blank=True, help_text='why it is fine, or an incident', max_length=500)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical flag',
                'verbose_name_plural': 'historical flags',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalFlagRule',
            fields=[
                ('id', models.UUIDField(db_index=True, default=access.records.uuid7, editable=False)),
                ('history_change_reason', models.TextField(null=True)),
                ('code', models.CharField(db_index=True, help_text='a code of cases/operations/flag_rules.py', max_length=20)),
                ('is_on', models.BooleanField()),
                ('because', models.CharField(max_length=500)),
                ('changed_at', models.DateTimeField()),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('changed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical flag rule',
                'verbose_name_plural': 'historical flag rules',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.UUIDField(default=access.records.uuid7, editable=False, primary_key=True, serialize=False)),
                ('rule', models.CharField(help_text='a code of cases/operations/flag_rules.py', max_length=20)),
                ('on', models.DateField(help_text='the day of the readings')),
                ('case_key', models.UUIDField(blank=True, null=True)),
                ('case_reference', models.CharField(blank=True, max_length=12)),
                ('evidence', models.JSONField(help_text='numbers by name: what the rule counted')),
                ('found_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('new', 'Not looked at'), ('asked', 'The person is asked'), ('answered', 'The person has answered'), ('fine', 'Fine'), ('incident', 'An incident')], default='new', max_length=10)),
                ('question', models.CharField(blank=True, help_text='what the person is asked', max_length=500)),
                ('answer', models.CharField(blank=True, help_text='what the person says', max_length=1000)),
                ('because', models.CharField(blank=True, help_text='why it is fine, or an incident', max_length=500)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['new', 'asked', 'answered'])), fields=['on', 'id'], name='flags_waiting'), models.Index(condition=models.Q(('state__in', ['fine', 'incident'])), fields=['-reviewed_at'], name='flags_decided')],
                'constraints': [models.UniqueConstraint(fields=('rule', 'user', 'on', 'case_key'), name='found_once_by_a_rule', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('reviewed_by', None), models.Q(('reviewed_by', models.F('user')), _negated=True), _connector='OR'), name='nobody_reviews_their_own_flag'), models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at', None), ('reviewed_by', None), ('state', 'new')), models.Q(models.Q(('state', 'new'), _negated=True), ('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='a_flag_is_reviewed_whole')],
            },
        ),
    ]
