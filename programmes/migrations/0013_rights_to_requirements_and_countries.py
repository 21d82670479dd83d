"""Let the two groups of the desk keep conditions like facts, and countries like industries."""

from django.db import migrations

EDITORS = {
    f"{action}_{model}"
    for model in ("requirement", "country")
    for action in ("view", "add", "change")
}
EDITORS |= {"delete_requirement"}
GROUPS = {"Редакторы": EDITORS, "Издатели": EDITORS | {"delete_country"}}


def grant(apps, schema_editor):
    """Give the rights; they are made here because Django makes them after migrating."""
    database = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    for name, codenames in GROUPS.items():
        for group in groups.filter(name=name):
            for codename in sorted(codenames):
                content_type, _ = content_types.get_or_create(
                    app_label="programmes", model=codename.partition("_")[2]
                )
                permission, _ = permissions.get_or_create(
                    content_type=content_type,
                    codename=codename,
                    defaults={"name": f"Can {codename.replace('_', ' ')}"},
                )
                group.permissions.add(permission)


def withdraw(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for permission in permissions.filter(codename__in=EDITORS | {"delete_country"}):
        permission.group_set.clear()


class Migration(migrations.Migration):
    dependencies = [("programmes", "0012_requirements_measures_countries")]
    operations = [migrations.RunPython(grant, withdraw)]
