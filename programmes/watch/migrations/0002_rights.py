"""Let the two groups of the desk read what is known of addresses, and have them checked again."""

from django.db import migrations

RIGHTS = ("view_link", "recheck_link")
GROUPS = ("Редакторы", "Издатели")


def grant(apps, schema_editor):
    """Give the rights; they are made here because Django makes them after migrating."""
    database = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    content_type, _ = content_types.get_or_create(app_label="watch", model="link")
    for group in groups.filter(name__in=GROUPS):
        for codename in RIGHTS:
            permission, _ = permissions.get_or_create(
                content_type=content_type,
                codename=codename,
                defaults={"name": f"Can {codename.replace('_', ' ')}"},
            )
            group.permissions.add(permission)


def withdraw(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for permission in permissions.filter(codename__in=RIGHTS):
        permission.group_set.clear()


class Migration(migrations.Migration):
    dependencies = [
        ("watch", "0001_links"),
        ("programmes", "0003_editors_and_publishers"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, withdraw)]
