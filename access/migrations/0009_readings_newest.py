from django.db import migrations, models


class Migration(migrations.Migration):
    """The log of readings is looked through newest first, by kind and by refusal."""

    dependencies = [
        ('access', '0008_notice_in_force'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='accessevent',
            index=models.Index(fields=['-at', '-id'], name='readings_newest'),
        ),
        migrations.AddIndex(
            model_name='accessevent',
            index=models.Index(fields=['kind', '-at', '-id'], name='readings_of_kind'),
        ),
        migrations.AddIndex(
            model_name='accessevent',
            index=models.Index(condition=models.Q(('outcome', 'refused')), fields=['-at', '-id'], name='readings_refused'),
        ),
        migrations.AddIndex(
            model_name='accessevent',
            index=models.Index(condition=models.Q(('case_reference', ''), _negated=True), fields=['case_reference', '-at', '-id'], name='readings_by_reference'),
        ),
    ]
