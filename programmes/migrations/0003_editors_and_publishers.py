"""Make the two groups of the editors' desk: «Редакторы» draft and submit, «Издатели» publish."""

from django.db import migrations

CONTENT = ["programme", "fact", "contact", "organisation", "source", "audience", "place"]
CONTENT += ["industry", "synonymgroup"]
EDITORS = {f"{action}_{model}" for model in CONTENT for action in ("view", "add", "change")}
EDITORS |= {"delete_fact", "delete_contact", "submit_programme"}
PUBLISHERS = EDITORS | {f"delete_{model}" for model in CONTENT} | {"publish_programme"}


def make_groups(apps, schema_editor):
    """Create the groups; permissions are made here because Django makes them after migrating."""
    database = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    for name, codenames in (("Редакторы", EDITORS), ("Издатели", PUBLISHERS)):
        group, _ = groups.get_or_create(name=name)
        for codename in sorted(codenames):
            model = codename.rsplit("_", 1)[1]
            content_type, _ = content_types.get_or_create(app_label="programmes", model=model)
            permission, _ = permissions.get_or_create(
                content_type=content_type,
                codename=codename,
                defaults={"name": f"Can {codename.replace('_', ' ')}"},
            )
            group.permissions.add(permission)


def remove_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=["Редакторы", "Издатели"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0002_first_version"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_groups, remove_groups)]
