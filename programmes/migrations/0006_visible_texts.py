"""A text that a page shows has a visible character: blanks and unseen characters are no title."""

from django.db import migrations
from django.db.models import CheckConstraint, F, Func, Q, TextField, Value
from django.db.models.lookups import Exact

BLANKS = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\xad\u034f\u115f\u1160\u1680\u17b4\u17b5\u180b\u180c\u180d"
    "\u180e\u180f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c"
    "\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2061\u2062"
    "\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\u2800\u3000\u3164"
    "\ufe0e\ufe0f\ufeff\uffa0"
)
FILLED = [
    ("audience", "name", "Напишите название аудитории."),
    ("contact", "value", "Напишите контакт."),
    ("fact", "statement", "Напишите утверждение."),
    ("fact", "locator", "Укажите место в источнике."),
    ("industry", "name", "Напишите название отрасли."),
    ("organisation", "name", "Напишите полное название."),
    ("organisation", "short_name", "Напишите краткое название."),
    ("place", "name", "Напишите название места."),
    ("programme", "title", "Напишите название."),
    ("programme", "summary", "Напишите одно предложение для карточки."),
    ("source", "title", "Напишите заголовок источника."),
    ("source", "publisher", "Напишите, кто опубликовал источник."),
    ("synonym_group", "words", "Напишите хотя бы два слова."),
]


def is_blank(field):
    bare = Func(F(field), Value(BLANKS), function="TRIM", output_field=TextField())
    return Exact(bare, Value(""))


def name_blank_records(apps, schema_editor):
    """Give what is blank already a text that somebody will see and mend."""
    for table, field, _ in FILLED:
        model = apps.get_model("programmes", table.replace("_", ""))
        for record in model.objects.filter(is_blank(field)).order_by("pk"):
            model.objects.filter(pk=record.pk).update(**{field: f"Не заполнено: {record.pk}"})


class Migration(migrations.Migration):
    dependencies = [("programmes", "0005_figures_on_home")]

    operations = [
        migrations.RunPython(name_blank_records, migrations.RunPython.noop),
        *(
            migrations.RemoveConstraint(table.replace("_", ""), f"{table}_{field}_filled")
            for table, field, _ in FILLED
        ),
        *(
            migrations.AddConstraint(
                table.replace("_", ""),
                CheckConstraint(
                    condition=~Q(is_blank(field)),
                    name=f"{table}_{field}_filled",
                    violation_error_message=message,
                ),
            )
            for table, field, message in FILLED
        ),
    ]
