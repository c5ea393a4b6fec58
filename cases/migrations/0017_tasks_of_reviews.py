
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_assessments_given_up'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicaltask',
            name='kind',
            field=models.CharField(choices=[('tell_family', 'Tell the family about the referral'), ('settle_match', 'Settle a possible match'), ('returned', 'Answer the comments on {an_assessment}'), ('sign_off', 'Sign off {an_assessment}'), ('close', 'Close the case: the review found the needs met'), ('reassess', 'Assess again, as the review decided'), ('own', 'Task')], default='own', max_length=20),
        ),
        migrations.AlterField(
            model_name='task',
            name='kind',
            field=models.CharField(choices=[('tell_family', 'Tell the family about the referral'), ('settle_match', 'Settle a possible match'), ('returned', 'Answer the comments on {an_assessment}'), ('sign_off', 'Sign off {an_assessment}'), ('close', 'Close the case: the review found the needs met'), ('reassess', 'Assess again, as the review decided'), ('own', 'Task')], default='own', max_length=20),
        ),
    ]
