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
        migrations.AddField(
            model_name="publicrow",
            name="is_public",
            field=models.BooleanField(db_default=True, default=True, verbose_name="в выгрузках"),
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
                ("field", models.CharField(editable=False, max_length=32, verbose_name="поле")),
                ("old", models.TextField(blank=True, editable=False, verbose_name="было")),
                ("new", models.TextField(blank=True, editable=False, verbose_name="стало")),
                ("moment", models.DateTimeField(editable=False, verbose_name="когда")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Его увидят посетители рядом с изменением: «Новая редакция правил фонда».",
                        max_length=300,
                        validators=[programmes.words.validators.plain_beginning],
                        verbose_name="пояснение редакции",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
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
                    models.Index(fields=["programme", "-moment"], name="change_of_programme"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("field", ""), _negated=True), name="change_field_filled"
                    )
                ],
            },
        ),
        migrations.RunPython(grant, withdraw),
    ]
