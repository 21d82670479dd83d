"""Make the group «Главные редакторы», who look after the people of the other two groups.

The right is one of our own, not Django's ``change_user``: with that the code of the release before
would let them make themselves superusers.
"""

from django.db import migrations

NAME = "Главные редакторы"
RIGHTS = (("auth", "user", "look_after_editors"), ("admin", "logentry", "view_logentry"))


def make_group(apps, schema_editor):
    """Create the group; rights are made here because Django makes them after migrating."""
    database = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    group, _ = apps.get_model("auth", "Group").objects.using(database).get_or_create(name=NAME)
    for app_label, model, codename in RIGHTS:
        content_type, _ = content_types.get_or_create(app_label=app_label, model=model)
        permission, _ = permissions.get_or_create(
            content_type=content_type,
            codename=codename,
            defaults={"name": f"Can {codename.replace('_', ' ')}"},
        )
        group.permissions.add(permission)


def remove_group(apps, schema_editor):
    database = schema_editor.connection.alias
    apps.get_model("auth", "Group").objects.using(database).filter(name=NAME).delete()
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    permissions.filter(codename="look_after_editors").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0022_parts_of_what_is_kept"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_group, remove_group)]
