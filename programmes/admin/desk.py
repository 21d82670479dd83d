"""What all lists and forms of the desk share: search in Russian, plain newlines, one batch."""

from functools import cache, partial, wraps

from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from ..derived import refresh
from ..models import RIGHT_TO_PUBLISH
from ..search import normalise
from ..words import clean_text
from . import guard
from .asking import Asked, is_key
from .coding import Coded
from .ordering import AlphabeticList, columns_of, has_order


class CleanCharField(forms.CharField):
    """A text in the form in which records keep it.

    Otherwise opening and saving an entry would change it: browsers send CR LF. And a text without
    any visible character is none.
    """

    def to_python(self, value):
        return clean_text(super().to_python(value))


class OneLine(CleanCharField):
    """A sentence typed into a box of several lines: a newline in it is a space."""

    def to_python(self, value):
        return " ".join(line.strip() for line in super().to_python(value).split("\n")).strip()


class ManyField(forms.ModelMultipleChoiceField):
    """Several records; a key that no database can hold is refused like every unknown one."""

    def clean(self, value):
        for key in value or []:
            if not is_key(str(key)):
                error, values = self.error_messages["invalid_choice"], {"value": key}
                raise ValidationError(error, code="invalid_choice", params=values)
        return super().clean(value)


FIELDS = {
    models.SlugField: {"error_messages": {"unique": "Этот код уже занят другой записью."}},
    models.CharField: {
        "form_class": CleanCharField,
        "error_messages": {"unique": "Такое же есть у другой записи."},
    },
    models.TextField: {"form_class": CleanCharField, "widget": AdminTextareaWidget({"rows": 5})},
    models.URLField: {"assume_scheme": "https"},
}


def in_one_batch(view):
    """Make a view of the admin refresh index and version once, in its own transaction."""

    @wraps(view)
    def batched(self, request, *args, **kwargs):
        if request.method != "POST":
            return view(self, request, *args, **kwargs)
        with refresh.refresh_once():
            return view(self, request, *args, **kwargs)

    return batched


class RecordList(AlphabeticList):
    """A list whose actions know what was read."""

    @property
    def read_list(self) -> str:
        """The revisions of all rows, for an action that takes those of the other pages, too."""
        return guard.pack(guard.revisions(self.queryset))


class Desk(Asked, Coded, guard.Guarded):
    """A list and form of the editors' desk.

    Its titles and messages are its own, because Django's put every name into one case and gender:
    «Изменить программа», «программа была изменен».
    """

    formfield_overrides = FIELDS
    list_per_page = 50

    def __init_subclass__(cls, **kwargs):
        """Refuse a column of a list that takes the name of something else a desk has.

        Raises:
            TypeError: names the column; without it the buttons of the form would fail one by one.
        """
        super().__init_subclass__(**kwargs)
        for name in filter(partial(is_column, cls), dir(cls)):
            if not all(is_column(base, name) for base in cls.__mro__ if name in vars(base)):
                raise TypeError(f"{cls.__name__}.{name}: a column hides what the desk calls so.")

    @in_one_batch
    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, extra_context)

    @in_one_batch
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return super().changeform_view(request, object_id, form_url, extra_context)

    @in_one_batch
    def delete_view(self, request, object_id, extra_context=None):
        words = {"title": "Удаление записи", "object_name": "запись"}
        return super().delete_view(request, object_id, words | (extra_context or {}))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, **{"form_class": ManyField, **kwargs}
        )

    def get_sortable_by(self, request):
        """Leave out the texts that no key is kept for: a database has another alphabet."""
        columns = columns_of(self.model)
        return [name for name in self.get_list_display(request) if has_order(columns.get(name))]

    def get_changelist(self, request, **kwargs):
        return RecordList

    def has_change_permission(self, request, obj=None):
        """Let only those change what the public sees who may publish: it shows at once.

        What others write of it is a correction, which waits for them.
        """
        if getattr(obj, "is_public", False) and not may_publish(request):
            return is_correcting(request) and super().has_change_permission(request, obj)
        return super().has_change_permission(request, obj)

    def render_change_form(self, request, context, add=False, obj=None, **kwargs):
        name = capfirst(self.opts.verbose_name)
        similar = getattr(context["adminform"].form, "similar", ())
        context["similar"] = [self.link_to_form(each) for each in similar]
        context["title"] = f"{name}: новая запись" if add else name
        context["is_locked"] = (
            getattr(obj, "is_public", False)
            and not may_publish(request)
            and not is_correcting(request)
        )
        return super().render_change_form(request, context, add=add, obj=obj, **kwargs)

    def response_add(self, request, obj, post_url_continue=None):
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        self.message_user(request, f"Запись добавлена: «{obj}».", messages.SUCCESS)
        form = post_url_continue or self.address("change", obj.pk)
        return self.response_saved(request, form, self.response_post_save_add(request, obj))

    def response_change(self, request, obj):
        if IS_POPUP_VAR in request.POST:
            return super().response_change(request, obj)
        self.message_user(request, f"Изменения сохранены: «{obj}».", messages.SUCCESS)
        done = self.response_post_save_change(request, obj)
        return self.response_saved(request, request.path, done)

    def response_saved(self, request, form: str, done):
        """Go where the pressed button leads: to the form, to an empty one, or back to the list."""
        address = form if "_continue" in request.POST else None
        if "_addanother" in request.POST:
            address = self.address("add")
        if address is None:
            return done
        query = request.META.get("QUERY_STRING")  # the filters of the list to come back to
        return HttpResponseRedirect(f"{address}?{query}" if query else address)

    def response_delete(self, request, obj_display, obj_id):
        if IS_POPUP_VAR in request.POST:
            return super().response_delete(request, obj_display, obj_id)
        self.message_user(request, f"Запись удалена: «{obj_display}».", messages.SUCCESS)
        return HttpResponseRedirect(self.address("changelist"))

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Say that a record is gone, as to whoever goes back to one that he has just deleted."""
        self.message_user(request, "Этой записи нет: возможно, её удалили.", messages.WARNING)
        return HttpResponseRedirect(self.address("changelist"))

    def get_deleted_objects(self, objs, request):
        """Name what goes along with records, but not the rows that only tie two of them."""
        deletable, *others = super().get_deleted_objects(objs, request)
        return without_ties(deletable), *others

    def construct_change_message(self, request, form, formsets, add=False):
        """Name fields in the history as their form does: of Django's own it has English names."""
        for field in form.fields.values():
            field.label = str(field.label)  # what is lazy would be noted in English
        return super().construct_change_message(request, form, formsets, add)

    def link_to_form(self, record):
        """Return a link to the form of a record of this model, opened beside the one there is."""
        return format_html(
            '<a href="{}" target="_blank">{}</a>', self.address("change", record.pk), record
        )

    def address(self, page: str, *args) -> str:
        """Return the address of one of this model's pages in the admin."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def get_search_results(self, request, queryset, search_term):
        """Find records that hold all the words, whatever their case, «е» standing for «ё».

        SQLite's ``LIKE`` ignores case for ASCII only and no database takes е for ё, so the words
        are compared here. All texts of ``search_fields`` are read: tenths of a second for 10,000
        records, on a page that only editors open.
        """
        words = normalise(search_term).split()
        if hasattr(self.model, "sort_key") and not queryset.query.order_by:
            queryset = queryset.order_by("sort_key", "pk")  # a list brings an order of its own
        if not words:
            return queryset, False
        texts = queryset.order_by().values_list("pk", *self.search_fields)
        read_once = cache(normalise)  # as many facts name one source
        found = [pk for pk, *row in texts if holds_all(words, row, read_once)]
        return queryset.filter(pk__in=found), False


def may_publish(request) -> bool:
    """Tell whether the signed-in person may put something before the public."""
    return request.user.has_perm(RIGHT_TO_PUBLISH)


def is_correcting(request) -> bool:
    """Tell whether the page of a request writes a correction and not the record itself."""
    return getattr(request, "correction", None) is not None


def is_before_the_public(record) -> bool:
    """Tell whether the public sees a record, even if its form shows a correction of it."""
    return hasattr(record, "read_as") or bool(getattr(record, "is_public", False))


def without_ties(nested: list) -> list:
    """Return a nested list of what is deleted without the rows of relations to several."""
    models = apps.get_models(include_auto_created=True)
    ties = tuple(f"{capfirst(m._meta.verbose_name)}: " for m in models if m._meta.auto_created)
    return [
        without_ties(each) if isinstance(each, list) else each
        for each in nested
        if isinstance(each, list) or not each.startswith(ties)
    ]


def is_column(owner: type, name: str) -> bool:
    """Tell whether a class has, under a name, a method that is shown as a column or an action."""
    return hasattr(getattr(owner, name, None), "short_description")


def holds_all(words: list[str], texts: list, normalised=normalise) -> bool:
    """Tell whether normalised words all occur in some of the texts.

    Args:
        normalised: how the texts are brought into one form.
    """
    read = [normalised(text) for text in texts if text]
    return all(any(word in text for text in read) for word in words)
