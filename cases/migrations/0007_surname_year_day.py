from django.db import migrations, models


class Migration(migrations.Migration):
    """A surname with a day nearby is found by the index alone: a common one has more bearers in a year than are looked at."""

    dependencies = [
        ('cases', '0006_levels_services_and_needs'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='searchkey',
            index=models.Index(fields=['surname_code', 'year', 'born'], name='key_surname_year_born'),
        ),
        migrations.RemoveIndex(
            model_name='searchkey',
            name='key_surname_year',
        ),
    ]
