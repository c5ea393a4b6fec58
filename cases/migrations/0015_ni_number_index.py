from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever has a National Insurance number is found by it, as by the other numbers."""

    dependencies = [
        ('cases', '0014_what_a_message_tells'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('ni_number', ''), _negated=True), fields=['ni_number'], name='person_ni_number'),
        ),
    ]
