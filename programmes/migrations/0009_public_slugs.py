"""Keep the codes that the public knows, and let a group of synonyms wait for a publisher."""

from django.db import migrations, models

import programmes.words.validators

NAMED = {
    "programme": [""],
    "audience": ["audiences__"],
    "place": ["places__"],
    "industry": ["industries__"],
    "organisation": ["operator__", "partners__"],
    "source": ["facts__source__", "contacts__source__"],
}
"""The lookups from a programme to the records that it names, by their tables."""


def keep_codes(apps, schema_editor):
    """Note the codes of all that is or was published; nobody gives them to another record."""
    database = schema_editor.connection.alias
    programmes = apps.get_model("programmes", "Programme").objects.using(database)
    shown = programmes.filter(state__in=["published", "archived"]).order_by()
    kept = apps.get_model("programmes", "PublicSlug")
    for table, paths in NAMED.items():
        codes = set()
        for path in paths:
            codes |= set(shown.values_list(f"{path}slug", f"{path}pk"))
        kept.objects.using(database).bulk_create(
            kept(table=table, slug=slug, record=pk) for slug, pk in sorted(codes - {(None, None)})
        )


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0008_drafts_of_a_title_alone"),
    ]

    operations = [
        migrations.AddField(
            model_name="synonymgroup",
            name="in_use",
            field=models.BooleanField(
                default=True,
                help_text="Поиск узнаёт группу, когда издатель отметит её действующей.",
                verbose_name="действует",
            ),
        ),
        migrations.AlterField(
            model_name="audience",
            name="slug",
            field=models.SlugField(
                help_text="Часть адреса страницы: латинские буквы, цифры и дефис. Прежний адрес опубликованной записи будет вести на новый.",
                max_length=80,
                unique=True,
                verbose_name="код",
            ),
        ),
        migrations.AlterField(
            model_name="industry",
            name="slug",
            field=models.SlugField(
                help_text="Часть адреса страницы: латинские буквы, цифры и дефис. Прежний адрес опубликованной записи будет вести на новый.",
                max_length=80,
                unique=True,
                verbose_name="код",
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="slug",
            field=models.SlugField(
                help_text="Часть адреса страницы: латинские буквы, цифры и дефис. Прежний адрес опубликованной записи будет вести на новый.",
                max_length=80,
                unique=True,
                verbose_name="код",
            ),
        ),
        migrations.AlterField(
            model_name="place",
            name="slug",
            field=models.SlugField(
                help_text="Часть адреса страницы: латинские буквы, цифры и дефис. Прежний адрес опубликованной записи будет вести на новый.",
                max_length=80,
                unique=True,
                verbose_name="код",
            ),
        ),
        migrations.AlterField(
            model_name="programme",
            name="slug",
            field=models.SlugField(
                help_text="Часть адреса страницы: латинские буквы, цифры и дефис. Прежний адрес опубликованной записи будет вести на новый.",
                max_length=80,
                unique=True,
                verbose_name="код",
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="slug",
            field=models.SlugField(
                help_text="Часть адреса страницы: латинские буквы, цифры и дефис. Прежний адрес опубликованной записи будет вести на новый.",
                max_length=80,
                unique=True,
                verbose_name="код",
            ),
        ),
        migrations.AlterField(
            model_name="synonymgroup",
            name="words",
            field=models.TextField(
                help_text="По одному в строке, не меньше двух: «заём», «займ», «кредит». Выражение из нескольких слов действует целиком.",
                validators=[programmes.words.validators.one_item_a_line],
                verbose_name="слова и выражения",
            ),
        ),
        migrations.CreateModel(
            name="PublicSlug",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(max_length=40, verbose_name="таблица")),
                ("slug", models.SlugField(max_length=80, verbose_name="код")),
                ("record", models.BigIntegerField(verbose_name="запись")),
            ],
            options={
                "verbose_name": "публичный код",
                "verbose_name_plural": "публичные коды",
                "ordering": ["table", "slug"],
                "constraints": [
                    models.UniqueConstraint(fields=("table", "slug"), name="public_slug_once")
                ],
            },
        ),
        migrations.RunPython(keep_codes, migrations.RunPython.noop),
    ]
