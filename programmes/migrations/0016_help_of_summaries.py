"""Say at the desk how long a summary may be to be whole on its card."""

from django.db import migrations, models

import programmes.words.validators


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0015_rights_to_events"),
    ]

    operations = [
        migrations.AlterField(
            model_name="programme",
            name="summary",
            field=models.CharField(
                blank=True,
                help_text="Одно предложение: что это и кому. До 136 знаков карточка покажет целиком.",
                max_length=300,
                validators=[programmes.words.validators.plain_beginning],
                verbose_name="коротко",
            ),
        ),
    ]
