"""A draft may lack all but its title; a published entry may not."""

import django.db.models.lookups
from django.db import migrations, models

import programmes.words.validators


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0007_alphabet_and_exact_figures"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="programme",
            name="programme_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="programme",
            name="programme_summary_filled",
        ),
        migrations.AlterField(
            model_name="fact",
            name="code",
            field=models.SlugField(
                help_text="Имя факта в адресе страницы: латинские буквы, цифры, дефис. Оставьте пустым: код составится сам.",
                max_length=60,
                verbose_name="код",
            ),
        ),
        migrations.AlterField(
            model_name="programme",
            name="audiences",
            field=models.ManyToManyField(
                blank=True,
                help_text="Отметьте всех, кому программа прямо предназначена.",
                related_name="programmes",
                to="programmes.audience",
                verbose_name="для кого",
            ),
        ),
        migrations.AlterField(
            model_name="programme",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("consulting", "Консультация"),
                    ("analytics", "Аналитика"),
                    ("accompaniment", "Сопровождение"),
                    ("event", "Мероприятие"),
                    ("training", "Обучение"),
                    ("internship", "Стажировка и практика"),
                    ("grant", "Грант"),
                    ("loan", "Заём"),
                    ("soft-loan", "Льготный кредит"),
                    ("status", "Статус"),
                    ("contract", "Контракт с городом"),
                    ("land", "Земля и инфраструктура"),
                    ("policy", "Стратегия города"),
                ],
                help_text="Выберите главную форму.",
                max_length=16,
                verbose_name="вид поддержки",
            ),
        ),
        migrations.AlterField(
            model_name="programme",
            name="summary",
            field=models.CharField(
                blank=True,
                help_text="Одно предложение до 300 знаков: что это и кому. Стоит в карточке.",
                max_length=300,
                validators=[programmes.words.validators.plain_beginning],
                verbose_name="коротко",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        django.db.models.lookups.Exact(
                            models.Func(
                                models.F("summary"),
                                models.Value(
                                    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\xad\u034f\u115f\u1160\u1680\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\u2800\u3000\u3164\ufe0e\ufe0f\ufeff\uffa0"
                                ),
                                function="TRIM",
                                output_field=models.TextField(),
                            ),
                            models.Value(""),
                        ),
                        _negated=True,
                    ),
                    models.Q(("summary", ""), models.Q(("state", "published"), _negated=True)),
                    _connector="OR",
                ),
                name="programme_summary_filled",
                violation_error_message="Напишите одно предложение для карточки.",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "consulting",
                            "analytics",
                            "accompaniment",
                            "event",
                            "training",
                            "internship",
                            "grant",
                            "loan",
                            "soft-loan",
                            "status",
                            "contract",
                            "land",
                            "policy",
                        ],
                    ),
                    models.Q(("kind", ""), models.Q(("state", "published"), _negated=True)),
                    _connector="OR",
                ),
                name="programme_kind_known",
                violation_error_message="Выберите вид поддержки из списка.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="programme",
            name="programme_published_checked",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    ("checked_on__isnull", False),
                    _connector="OR",
                ),
                name="programme_published_checked",
                violation_error_message="У опубликованной записи должна быть дата проверки.",
            ),
        ),
    ]
