import access.records
import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who belongs to a team and may see its families, looked through each quarter."""

    dependencies = [
        ('access', '0010_sign_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessReview',
            fields=[
                ('id', models.UUIDField(default=access.records.uuid7, editable=False, primary_key=True, serialize=False)),
                ('begins', models.DateField(help_text='the first day of the quarter')),
                ('ends', models.DateField(help_text='its last day')),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('late_told_at', models.DateTimeField(blank=True, help_text='when its reviewers had news that it is late', null=True)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access_reviews', to='access.team')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('signed_at', None)), fields=['due_at'], name='access_reviews_open')],
                'constraints': [
                    models.UniqueConstraint(fields=('team', 'begins'), name='one_access_review_of_a_quarter'),
                    models.CheckConstraint(condition=models.Q(models.Q(('signed_at', None), ('signed_by', None)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='an_access_review_is_signed_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AccessReviewLine',
            fields=[
                ('id', models.UUIDField(default=access.records.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('member', 'A place in the team'), ('leaver', 'Somebody who left the team'), ('grant', 'A single grant that was not used')], max_length=6)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('since', models.DateTimeField(blank=True, help_text='of the place in the team, or of the grant', null=True)),
                ('signed_in_at', models.DateTimeField(blank=True, help_text='the last time', null=True)),
                ('leads', models.PositiveSmallIntegerField(default=0, help_text="how many of the team's families")),
                ('grants', models.PositiveSmallIntegerField(default=0, help_text="how many single grants, on whatever family's case")),
                ('opened_at', models.DateTimeField(blank=True, help_text='when a family of these was opened last', null=True)),
                ('off_at', models.DateTimeField(blank=True, help_text='when the account was switched off', null=True)),
                ('left_at', models.DateTimeField(blank=True, help_text='when the place in the team ended', null=True)),
                ('case_key', models.UUIDField(blank=True, null=True)),
                ('case_reference', models.CharField(blank=True, max_length=12)),
                ('grant_key', models.UUIDField(blank=True, null=True)),
                ('came_from', models.CharField(blank=True, help_text='a code of cases.models.grants.CameFrom', max_length=12)),
                ('why', models.CharField(blank=True, help_text='why the grant was given', max_length=200)),
                ('until', models.DateTimeField(blank=True, help_text='when the grant ends by itself', null=True)),
                ('answer', models.CharField(blank=True, choices=[('keep', 'Keep'), ('take_away', 'Take away')], max_length=9)),
                ('because', models.CharField(blank=True, max_length=300)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='access.accessreview')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('case_key', None), _negated=True), fields=['case_key'], name='reviewed_of_case')],
                'constraints': [
                    models.UniqueConstraint(fields=('review', 'kind', 'person', 'grant_key'), name='asked_once_in_a_review', nulls_distinct=False),
                    models.CheckConstraint(condition=models.Q(models.Q(('case_key__isnull', False), ('grant_key__isnull', False), ('kind', 'grant')), models.Q(models.Q(('kind', 'grant'), _negated=True), ('case_key', None), ('case_reference', ''), ('grant_key', None), ('why', '')), _connector='OR'), name='only_a_grant_names_a_case'),
                    models.CheckConstraint(condition=models.Q(('answered_by', None), models.Q(('answered_by', models.F('person')), _negated=True), _connector='OR'), name='nobody_answers_for_their_own_access'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None), ('because', '')), models.Q(models.Q(('kind', 'leaver'), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', 'keep'), models.Q(('answer', 'take_away'), models.Q(('because', ''), _negated=True)), _connector='OR')), _connector='OR'), name='what_is_answered_is_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='HistoricalAccessReview',
            fields=[
                ('id', models.UUIDField(db_index=True, default=access.records.uuid7, editable=False)),
                ('history_change_reason', models.TextField(null=True)),
                ('begins', models.DateField(help_text='the first day of the quarter')),
                ('ends', models.DateField(help_text='its last day')),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('late_told_at', models.DateTimeField(blank=True, help_text='when its reviewers had news that it is late', null=True)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.team')),
            ],
            options={
                'verbose_name': 'historical access review',
                'verbose_name_plural': 'historical access reviews',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalAccessReviewLine',
            fields=[
                ('id', models.UUIDField(db_index=True, default=access.records.uuid7, editable=False)),
                ('history_change_reason', models.TextField(null=True)),
                ('kind', models.CharField(choices=[('member', 'A place in the team'), ('leaver', 'Somebody who left the team'), ('grant', 'A single grant that was not used')], max_length=6)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('since', models.DateTimeField(blank=True, help_text='of the place in the team, or of the grant', null=True)),
                ('signed_in_at', models.DateTimeField(blank=True, help_text='the last time', null=True)),
                ('leads', models.PositiveSmallIntegerField(default=0, help_text="how many of the team's families")),
                ('grants', models.PositiveSmallIntegerField(default=0, help_text="how many single grants, on whatever family's case")),
                ('opened_at', models.DateTimeField(blank=True, help_text='when a family of these was opened last', null=True)),
                ('off_at', models.DateTimeField(blank=True, help_text='when the account was switched off', null=True)),
                ('left_at', models.DateTimeField(blank=True, help_text='when the place in the team ended', null=True)),
                ('case_key', models.UUIDField(blank=True, null=True)),
                ('case_reference', models.CharField(blank=True, max_length=12)),
                ('grant_key', models.UUIDField(blank=True, null=True)),
                ('came_from', models.CharField(blank=True, help_text='a code of cases.models.grants.CameFrom', max_length=12)),
                ('why', models.CharField(blank=True, help_text='why the grant was given', max_length=200)),
                ('until', models.DateTimeField(blank=True, help_text='when the grant ends by itself', null=True)),
                ('answer', models.CharField(blank=True, choices=[('keep', 'Keep'), ('take_away', 'Take away')], max_length=9)),
                ('because', models.CharField(blank=True, max_length=300)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('answered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='access.accessreview')),
            ],
            options={
                'verbose_name': 'historical access review line',
                'verbose_name_plural': 'historical access review lines',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
