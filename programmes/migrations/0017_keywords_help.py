"""Say at the desk that keywords are seen as suggestions, and how people ask."""

from django.db import migrations, models

import programmes.words.validators


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0016_help_of_summaries_and_sides"),
    ]

    operations = [
        migrations.AlterField(
            model_name="programme",
            name="keywords",
            field=models.TextField(
                blank=True,
                help_text="По одному в строке, как спросит тот, кто страницы не читал: «взять станок в лизинг». По ним ищут, они видны в подсказках.",
                validators=[
                    programmes.words.validators.plain_beginning,
                    programmes.words.validators.one_item_a_line,
                ],
                verbose_name="слова для поиска",
            ),
        ),
    ]
