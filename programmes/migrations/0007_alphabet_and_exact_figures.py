"""Records are kept in the order of the alphabet; a figure has the digits that SQLite keeps."""

from django.db import migrations, models

AT_ONCE = 500
NAMES = {
    "audience": "name",
    "industry": "name",
    "organisation": "short_name",
    "place": "name",
    "programme": "title",
    "source": "title",
    "synonymgroup": "words",
}


def key_of(name):
    return name.casefold().replace("ё", "е").lstrip("«„“\"'").encode()


def write_keys(apps, schema_editor):
    for table, name in NAMES.items():
        model = apps.get_model("programmes", table)
        records = list(model.objects.order_by("pk"))
        for record in records:
            record.sort_key = key_of(getattr(record, name))
        model.objects.bulk_update(records, ["sort_key"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0006_visible_texts"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="audience",
            options={
                "ordering": ["position", "sort_key", "slug"],
                "verbose_name": "аудитория",
                "verbose_name_plural": "аудитории",
            },
        ),
        migrations.AlterModelOptions(
            name="industry",
            options={
                "ordering": ["position", "sort_key", "slug"],
                "verbose_name": "отрасль",
                "verbose_name_plural": "отрасли",
            },
        ),
        migrations.AlterModelOptions(
            name="organisation",
            options={
                "ordering": ["sort_key", "slug"],
                "verbose_name": "организация",
                "verbose_name_plural": "организации",
            },
        ),
        migrations.AlterModelOptions(
            name="place",
            options={
                "ordering": ["position", "sort_key", "slug"],
                "verbose_name": "место",
                "verbose_name_plural": "места",
            },
        ),
        migrations.AlterModelOptions(
            name="programme",
            options={
                "ordering": ["sort_key", "slug"],
                "permissions": [
                    ("submit_programme", "Может отправлять программу на проверку"),
                    ("publish_programme", "Может публиковать и архивировать программу"),
                ],
                "verbose_name": "программа",
                "verbose_name_plural": "программы",
            },
        ),
        migrations.AlterModelOptions(
            name="source",
            options={
                "ordering": [
                    models.OrderBy(models.F("published_on"), descending=True, nulls_last=True),
                    "sort_key",
                    "slug",
                ],
                "verbose_name": "источник",
                "verbose_name_plural": "источники",
            },
        ),
        migrations.AlterModelOptions(
            name="synonymgroup",
            options={
                "ordering": ["sort_key", "slug"],
                "verbose_name": "группа синонимов",
                "verbose_name_plural": "синонимы",
            },
        ),
        migrations.RemoveIndex(
            model_name="programme",
            name="programme_state_title",
        ),
        migrations.AddField(
            model_name="audience",
            name="sort_key",
            field=models.BinaryField(default=b"", verbose_name="ключ порядка"),
        ),
        migrations.AddField(
            model_name="industry",
            name="sort_key",
            field=models.BinaryField(default=b"", verbose_name="ключ порядка"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="sort_key",
            field=models.BinaryField(default=b"", verbose_name="ключ порядка"),
        ),
        migrations.AddField(
            model_name="place",
            name="sort_key",
            field=models.BinaryField(default=b"", verbose_name="ключ порядка"),
        ),
        migrations.AddField(
            model_name="programme",
            name="sort_key",
            field=models.BinaryField(default=b"", verbose_name="ключ порядка"),
        ),
        migrations.AddField(
            model_name="source",
            name="sort_key",
            field=models.BinaryField(default=b"", verbose_name="ключ порядка"),
        ),
        migrations.AddField(
            model_name="synonymgroup",
            name="sort_key",
            field=models.BinaryField(default=b"", verbose_name="ключ порядка"),
        ),
        migrations.AlterField(
            model_name="contact",
            name="value",
            field=models.CharField(
                help_text="Адрес страницы начинайте с https://, телефон — с +7; добавочный: «доб. 123».",
                max_length=300,
                verbose_name="значение",
            ),
        ),
        migrations.AlterField(
            model_name="fact",
            name="value",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="Без пробелов.",
                max_digits=15,
                null=True,
                verbose_name="число",
            ),
        ),
        migrations.AlterField(
            model_name="fact",
            name="value_to",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="Только для «от … до».",
                max_digits=15,
                null=True,
                verbose_name="до числа",
            ),
        ),
        migrations.AddIndex(
            model_name="programme",
            index=models.Index(fields=["state", "sort_key"], name="programme_in_order"),
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
    ]
