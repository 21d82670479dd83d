"""Records that programmes name: where each is used, and what that keeps from happening to it."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html

from ..derived import programmes_naming
from ..models import Programme
from ..revisions import naming
from ..revisions.models import Revision
from ..words import State, russian
from .desk import Desk
from .forms import NamingForm
from .guard import GuardedForm
from .joining import Joining
from .revising import Revising

MAX_USES_SHOWN = 20


class NamedForm(NamingForm, GuardedForm):
    """A record that programmes name."""


class Named(Joining, Revising, Desk):
    """Lists and forms of records that programmes name."""

    form = NamedForm
    change_form_template = "admin/programmes/named_form.html"

    def hold(self, record):
        """Hold with a record the programmes under review that name it.

        Nobody publishes them before it is clear whether the record may be changed by whoever
        changes it. They are held first, as by those who save them with all that they name.
        """
        list(under_review(record).select_for_update().order_by("pk"))
        super().hold(record)

    def save_model(self, request, obj, form, change):
        """Save; who reads a programme under review is told that what it names has changed."""
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            naming.rename(obj, form.initial["slug"])
        if change and form.has_changed():
            self.outdate(request, under_review(obj), f"Изменено то, что она называет: «{obj}».")

    def outdate(self, request, programmes: QuerySet, sentence: str) -> None:
        """Count a revision of programmes, so that nobody publishes one as it was before.

        Args:
            request: whose user goes into the history.
            programmes: those that wait for a publisher.
            sentence: what the history says.
        """
        for programme in programmes.order_by("pk"):
            programme.revision += 1
            programme.save(update_fields=["revision"])
            self.log_change(request, programme, sentence)

    def get_deleted_objects(self, objs, request):
        """Name the programmes that keep records from being deleted.

        The database would only take a partner or a place from them without a word.
        """
        pks = {pk for record in objs for pk in programmes_naming(record)}
        if pks:
            return [], {}, set(), links_to(Programme.objects.filter(pk__in=pks))
        corrections = {
            each.pk: each for record in objs for each in naming.corrections_naming(record)
        }
        if corrections:
            return [], {}, set(), [*map(link_to, corrections.values())]
        return super().get_deleted_objects(objs, request)

    def render_change_form(self, request, context, obj=None, **kwargs):
        """Add to the form where the record is used."""
        naming = programmes_naming(obj) if obj else []
        context |= {"uses": links_to(Programme.objects.filter(pk__in=naming))}
        if obj and self.may_join(request):
            context["join_url"] = self.address("join", obj.pk)
        return super().render_change_form(request, context, obj=obj, **kwargs)


def under_review(record) -> QuerySet:
    """Return the programmes that name a record and wait for a publisher."""
    naming = programmes_naming(record)
    return Programme.objects.filter(pk__in=naming, state=State.REVIEW)


def link_to(revision: Revision):
    """Return a link to the page of a correction."""
    return format_html('<a href="{}">{}</a>', revision.desk_url, revision)


def links_to(programmes: QuerySet) -> list:
    """Return links to the forms of some programmes, and how many more there are."""
    shown = programmes.order_by("sort_key", "pk")[:MAX_USES_SHOWN]
    links = [
        format_html(
            '<a href="{}">Программа «{}»</a>',
            reverse("admin:programmes_programme_change", args=[programme.pk]),
            programme,
        )
        for programme in shown
    ]
    more = programmes.count() - len(links)
    return [*links, f"и ещё {russian.programmes_counted(more)}"] if more else links
