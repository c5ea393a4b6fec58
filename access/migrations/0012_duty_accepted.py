

import access.records
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who has accepted the duty of staff."""

    dependencies = [
        ('access', '0011_access_reviews'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalDutyAcceptance',
            fields=[
                ('id', models.UUIDField(db_index=True, default=access.records.uuid7, editable=False)),
                ('history_change_reason', models.TextField(null=True)),
                ('notice', models.CharField(help_text='the title of the notice whose text it is', max_length=200)),
                ('dated', models.DateField(help_text='the day of the text')),
                ('text', models.TextField()),
                ('digest', models.CharField(help_text='SHA-256 of the day and the words: access/duty.py', max_length=64)),
                ('accepted_at', models.DateTimeField(help_text='business time')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical duty acceptance',
                'verbose_name_plural': 'historical duty acceptances',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='DutyAcceptance',
            fields=[
                ('id', models.UUIDField(default=access.records.uuid7, editable=False, primary_key=True, serialize=False)),
                ('notice', models.CharField(help_text='the title of the notice whose text it is', max_length=200)),
                ('dated', models.DateField(help_text='the day of the text')),
                ('text', models.TextField()),
                ('digest', models.CharField(help_text='SHA-256 of the day and the words: access/duty.py', max_length=64)),
                ('accepted_at', models.DateTimeField(help_text='business time')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_acceptances', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'digest'), name='a_text_is_accepted_once')],
            },
        ),
    ]
