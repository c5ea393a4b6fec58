from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_quality_samples'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalmessage',
            name='decides',
            field=models.BooleanField(default=False, help_text='whoever sent it hears what was decided, and need not hear more'),
        ),
        migrations.AddField(
            model_name='message',
            name='decides',
            field=models.BooleanField(default=False, help_text='whoever sent it hears what was decided, and need not hear more'),
        ),
    ]
