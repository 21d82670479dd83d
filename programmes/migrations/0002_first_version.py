"""Give the catalogue its first version, so that every change only has to move it."""

from django.db import migrations
from django.utils import timezone


def start(apps, schema_editor):
    version = apps.get_model("programmes", "CatalogueVersion")
    version.objects.using(schema_editor.connection.alias).get_or_create(
        pk=1, defaults={"token": "first", "changed_at": timezone.now()}
    )


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_catalogue")]
    operations = [migrations.RunPython(start, migrations.RunPython.noop)]
