from django.db import migrations, models


class Migration(migrations.Migration):
    """Which of the stored notices is in force. The one that is loaded after this migrate is marked (access/apps.py)."""

    dependencies = [
        ('access', '0007_audit'),
    ]

    operations = [
        migrations.AddField(
            model_name='noticeversion',
            name='in_force',
            field=models.BooleanField(default=False, help_text='the one that was loaded last'),
        ),
        migrations.AddConstraint(
            model_name='noticeversion',
            constraint=models.UniqueConstraint(condition=models.Q(('in_force', True)), fields=('in_force',), name='one_notice_in_force'),
        ),
    ]
