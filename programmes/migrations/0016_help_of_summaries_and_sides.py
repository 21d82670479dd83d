"""Say at the desk how long a summary is whole on its card, and how an item is for one side."""

from django.db import migrations, models

import programmes.words.validators


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0015_rights_to_events"),
    ]

    operations = [
        migrations.AlterField(
            model_name="programme",
            name="application",
            field=models.TextField(
                blank=True,
                help_text="Один шаг в строке. Оставьте пустым, если источник порядка не называет. Пункт для одной стороны начните с неё: «Студентам: », «Компаниям: ».",
                validators=[
                    programmes.words.validators.plain_beginning,
                    programmes.words.validators.one_item_a_line,
                ],
                verbose_name="как подать заявку",
            ),
        ),
        migrations.AlterField(
            model_name="programme",
            name="benefits",
            field=models.TextField(
                blank=True,
                help_text="Один пункт в строке. Пункт для одной стороны начните с неё: «Студентам: », «Компаниям: ».",
                validators=[
                    programmes.words.validators.plain_beginning,
                    programmes.words.validators.one_item_a_line,
                ],
                verbose_name="что вы получите",
            ),
        ),
        migrations.AlterField(
            model_name="programme",
            name="eligibility",
            field=models.TextField(
                blank=True,
                help_text="Один пункт в строке: условия и требования из источника. Пункт для одной стороны начните с неё: «Студентам: », «Компаниям: ».",
                validators=[
                    programmes.words.validators.plain_beginning,
                    programmes.words.validators.one_item_a_line,
                ],
                verbose_name="кто может получить",
            ),
        ),
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
