"""The preview of a correction for somebody without an account: a signed link that ends."""

from datetime import UTC, datetime

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..derived import refresh
from ..models import Programme
from ..revisions.contents import write
from ..revisions.models import Revision, moment_words
from ..revisions.states import ReviewState
from .previewing import preview_page

SALT = "programmes.admin.sharing"
LINK_SECONDS = 14 * 24 * 60 * 60
ENDED = (
    "Ссылка больше не действует: её срок вышел, правку заменили либо сняли, или то, что она "
    "называет, удалили."
)
SHARED = "так запись увидят посетители, если правку опубликуют. Ссылка действует до {}."
ENDS = (ReviewState.REPLACED, ReviewState.DROPPED)


class Sharing:
    """Shows a correction to whoever has its link; for a ``ModelAdmin`` of programmes."""

    def get_urls(self):
        view = never_cache(require_safe(self.shared_page))
        return [
            path("shared/<str:token>/", view, name="programmes_programme_shared"),
            *super().get_urls(),
        ]

    def share_url(self, request, revision: Revision) -> str:
        """Return the whole address of the preview of a revision that may still be shown."""
        if revision.state in ENDS or not self.may_write(request):
            return ""
        return request.build_absolute_uri(link_to_share(revision))

    def shared_page(self, request, token):
        """Show a programme as a revision has it; nothing of that stays."""
        try:
            pk, number, until = signing.loads(token, salt=SALT)
        except signing.BadSignature:
            raise Http404 from None
        programme = Programme.objects.filter(pk=pk).first()
        revision = programme and Revision.objects.of(programme).filter(number=number).first()
        if revision is None or revision.state in ENDS or until < timezone.now().timestamp():
            return ended()
        try:
            with refresh.try_out():
                write(programme, revision.content, is_tentative=True)
                shown = Programme.objects.for_reading().get(pk=programme.pk)
        except ValidationError:
            return ended()  # what is published already names things by codes that may go
        end = datetime.fromtimestamp(until, tz=UTC)
        return preview_page(request, shown, SHARED.format(moment_words(end)))


def ended() -> HttpResponse:
    """Return what a link says that shows nothing any more."""
    return HttpResponse(ENDED, status=410, content_type="text/plain; charset=utf-8")


def link_to_share(revision: Revision) -> str:
    """Return the path of the preview of a revision, for fourteen days from now."""
    until = int(timezone.now().timestamp()) + LINK_SECONDS
    token = signing.dumps([revision.object_id, revision.number, until], salt=SALT)
    return reverse("admin:programmes_programme_shared", args=[token])
