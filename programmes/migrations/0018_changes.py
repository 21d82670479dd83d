"""Write what becomes of programmes into a public log, and let the desk explain it."""

import django.db.models.deletion
from django.db import migrations, models

import programmes.words.validators

GROUPS = ("Редакторы", "Издатели")
CODENAMES = ("view_change", "change_change")


def grant(apps, schema_editor):
    """Give the rights; they are made here because Django makes them after migrating."""
    database = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    content_type, _ = content_types.get_or_create(app_label="programmes", model="change")
    for codename in CODENAMES:
        permission, _ = permissions.get_or_create(
            content_type=content_type,
            codename=codename,
            defaults={"name": f"Can {codename.replace('_', ' ')}"},
        )
        for group in groups.filter(name__in=GROUPS):
            group.permissions.add(permission)


def withdraw(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for permission in permissions.filter(codename__in=CODENAMES):
        permission.group_set.clear()


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0017_keywords_help"),
    ]

    operations = [
        migrations.CreateModel(
            name="LastSeen",
            fields=[
                (
                    "programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="programmes.programme",
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="название")),
                ("content", models.BinaryField(verbose_name="прочитанное")),
            ],
            options={
                "verbose_name": "прочитанное посетителями",
                "verbose_name_plural": "прочитанное посетителями",
                "ordering": ["programme"],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    models.CharField(editable=False, max_length=160, verbose_name="название"),
                ),
                ("field", models.CharField(editable=False, max_length=40, verbose_name="поле")),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("publication", "Публикация"),
                            ("money", "Деньги"),
                            ("deadline", "Сроки"),
                            ("intake", "Приём заявок"),
                            ("eligibility", "Кому положено"),
                            ("contact", "Куда обратиться"),
                            ("words", "Описание"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="что это значит",
                    ),
                ),
                ("old", models.TextField(blank=True, editable=False, verbose_name="было")),
                ("new", models.TextField(blank=True, editable=False, verbose_name="стало")),
                (
                    "before",
                    models.CharField(
                        blank=True, editable=False, max_length=24, verbose_name="отпечаток прежнего"
                    ),
                ),
                ("begun_at", models.DateTimeField(editable=False, verbose_name="начато")),
                ("moment", models.DateTimeField(editable=False, verbose_name="когда")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Посетители прочтут его рядом с изменением: почему так стало, откуда известно.",
                        max_length=300,
                        validators=[programmes.words.validators.plain_beginning],
                        verbose_name="примечание редакции",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="changes",
                        to="programmes.programme",
                        verbose_name="программа",
                    ),
                ),
            ],
            options={
                "verbose_name": "изменение",
                "verbose_name_plural": "изменения",
                "ordering": ["-moment", "-pk"],
                "indexes": [
                    models.Index(fields=["-moment", "-id"], name="change_newest"),
                    models.Index(fields=["severity", "-moment", "-id"], name="change_of_severity"),
                    models.Index(
                        fields=["programme", "-moment", "-id"], name="change_of_programme"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "severity__in",
                                [
                                    "publication",
                                    "money",
                                    "deadline",
                                    "intake",
                                    "eligibility",
                                    "contact",
                                    "words",
                                ],
                            )
                        ),
                        name="change_severity_known",
                        violation_error_message="Такого значения изменения нет.",
                    )
                ],
            },
        ),
        migrations.RunPython(grant, withdraw),
    ]
