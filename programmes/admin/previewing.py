"""The preview of a programme: of what is saved, or of what is typed and not saved yet."""

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_safe

from ..derived import refresh
from ..models import Programme
from ..web.pages import programme_page

BUTTON = "_preview"
SAVED = "так запись увидят посетители."
TYPED = "так посетители увидят набранное. Оно ещё не сохранено."


class Previewing:
    """Shows programmes as the public will see them; for a ``ModelAdmin`` of programmes."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.preview))
        name = "programmes_programme_preview"
        return [path("<int:pk>/preview/", view, name=name), *super().get_urls()]

    def preview(self, request, pk):
        """Show an entry in any state; ``admin_view`` forbids keeping."""
        programme = Programme.objects.for_reading().filter(pk=pk).first()
        if programme is None or not self.has_view_permission(request, programme):
            raise Http404
        return preview_page(request, programme, SAVED)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show what is typed, when its button was pressed, as if it were saved: then undo that.

        The page is made after the undoing, from the record as it was read before it: nothing that
        the portal keeps for the public can be made from what is not saved.
        """
        if BUTTON not in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        request.typed = None
        with refresh.try_out():
            refused = super().changeform_view(request, object_id, form_url, extra_context)
        return preview_page(request, request.typed, TYPED) if request.typed else refused

    def response_add(self, request, obj, post_url_continue=None):
        if BUTTON in request.POST:
            return self.read_for_preview(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if BUTTON in request.POST:
            return self.read_for_preview(request, obj)
        return super().response_change(request, obj)

    def read_for_preview(self, request, obj) -> HttpResponse:
        """Read a record as its page needs it, while it is there; the answer itself is not used."""
        request.typed = Programme.objects.for_reading().get(pk=obj.pk)
        return HttpResponse()

    def render_change_form(self, request, context, *args, **kwargs):
        """Say, instead of showing the form a second time, why there is no preview of it."""
        context["previews"] = True
        if BUTTON in request.POST:
            page = {**context, "title": "Предпросмотра пока нет", "subtitle": None}
            return TemplateResponse(request, "admin/programmes/programme/no_preview.html", page)
        return super().render_change_form(request, context, *args, **kwargs)


def preview_page(request, programme: Programme, words: str) -> HttpResponse:
    """Return the page of a programme that no search engine takes up."""
    response = programme_page(request, programme, preview=words)
    response["X-Robots-Tag"] = "noindex"
    return response
