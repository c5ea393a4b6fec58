
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0015_ni_number_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='assessment',
            name='one_assessment_in_hand',
        ),
        migrations.AlterField(
            model_name='assessment',
            name='state',
            field=models.CharField(choices=[('writing', 'Being written'), ('submitted', 'Waiting for sign-off'), ('signed', 'Signed off'), ('given_up', 'Given up')], default='writing', max_length=10),
        ),
        migrations.AlterField(
            model_name='assessmentstep',
            name='kind',
            field=models.CharField(choices=[('submit', 'Sent for sign-off'), ('return', 'Returned with comments'), ('sign', 'Signed off'), ('give_up', 'Given up')], max_length=10),
        ),
        migrations.AlterField(
            model_name='historicalassessment',
            name='state',
            field=models.CharField(choices=[('writing', 'Being written'), ('submitted', 'Waiting for sign-off'), ('signed', 'Signed off'), ('given_up', 'Given up')], default='writing', max_length=10),
        ),
        migrations.AlterField(
            model_name='historicalassessmentstep',
            name='kind',
            field=models.CharField(choices=[('submit', 'Sent for sign-off'), ('return', 'Returned with comments'), ('sign', 'Signed off'), ('give_up', 'Given up')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('writing', 'submitted'))), fields=('case',), name='one_assessment_in_hand'),
        ),
    ]
