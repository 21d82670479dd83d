"""Let the two groups of the desk deal with questions; only publishers delete one with its words."""

from django.db import migrations

EDITORS = {"view_question", "settle_question"}
GROUPS = {"Редакторы": EDITORS, "Издатели": EDITORS | {"delete_question"}}


def grant(apps, schema_editor):
    """Give the rights; they are made here because Django makes them after migrating."""
    database = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    content_type, _ = content_types.get_or_create(app_label="questions", model="question")
    for name, codenames in GROUPS.items():
        for group in groups.filter(name=name):
            for codename in sorted(codenames):
                permission, _ = permissions.get_or_create(
                    content_type=content_type,
                    codename=codename,
                    defaults={"name": f"Can {codename.replace('_', ' ')}"},
                )
                group.permissions.add(permission)


def withdraw(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for permission in permissions.filter(codename__in=EDITORS | {"delete_question"}):
        permission.group_set.clear()


class Migration(migrations.Migration):
    dependencies = [
        ("questions", "0001_counts"),
        ("programmes", "0003_editors_and_publishers"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, withdraw)]
