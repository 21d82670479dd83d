"""A list of the desk as tables: its records, and their parts, as they are brought back."""

from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_safe

from ..imports import cells_of, headings_for
from ..revisions.contents import parts_of
from ..revisions.natural import TABLE_OF, Table
from ..web.files import table_response
from ..words import russian
from .asking import is_comparable

SUFFIXES = ("csv", "xlsx")
MAX_EXPORTED = 2_000  # programmes or events of one file: while it is made, others wait for a worker
OF_RECORDS = ("записи", "записей", "записей")
TOO_MANY = "В списке больше {}: сузьте его фильтрами или поиском и скачайте по частям."


def tables_of(model: type[Model]) -> list[Table]:
    """Return the tables into which the records of a model go: they themselves, then their parts."""
    return [TABLE_OF[model], *parts_of(model)]


def may_view(request, table: Table) -> bool:
    """Tell whether the signed-in person may read the records of a table."""
    return request.user.has_perm(f"programmes.view_{table.model._meta.model_name}")


class Exporting:
    """Gives the list as files; for a ``ModelAdmin`` of records with natural keys."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.export))
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/<slug:kind>.<slug:suffix>", view, name=name), *super().get_urls()]

    def export(self, request, kind: str, suffix: str):
        """Return the records, or parts, of the list that the address asks for as a file."""
        table = next((each for each in tables_of(self.model) if each.name == kind), None)
        if table is None or suffix not in SUFFIXES:
            raise Http404
        if not self.has_view_permission(request) or not may_view(request, table):
            raise PermissionDenied
        pks = self.listed(request)
        if pks is None or len(pks) > MAX_EXPORTED:
            sentence = "В адресе есть условие, которого список не понимает: скачать нечего."
            if pks is not None:
                sentence = TOO_MANY.format(russian.count_phrase(MAX_EXPORTED, *OF_RECORDS))
            self.message_user(request, sentence, messages.WARNING)
            return HttpResponseRedirect(self.address("changelist"))
        return file_of(table, pks, suffix)

    def listed(self, request) -> list[int] | None:
        """Return the primary keys of the list that an address asks for, in its order.

        Returns:
            No more than one above ``MAX_EXPORTED``; None where the address is not understood.
        """
        if not all(map(is_comparable, request.GET.values())):
            return None
        try:
            found = self.get_changelist_instance(request).queryset
        except (IncorrectLookupParameters, DisallowedModelAdminLookup):
            return None
        return list(found.values_list("pk", flat=True)[: MAX_EXPORTED + 1])

    @admin.action(description="Скачать CSV", permissions=["view"])
    def export_csv(self, request, queryset):
        """Return the selected records, in the order of the list."""
        return file_of(TABLE_OF[self.model], list(queryset.values_list("pk", flat=True)), "csv")


def file_of(table: Table, pks: list[int], suffix: str):
    """Return a file of the records that some owners have."""
    name = str(table.model._meta.verbose_name_plural)
    columns = headings_for(table).columns
    return table_response(columns, cells_of(table, pks), f"{table.name}s", name, suffix)
