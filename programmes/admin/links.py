"""The list of addresses outside: what became of each, where it is named; visited again on wish."""

from django.contrib import admin, messages
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator, capfirst

from ..watch import ledger
from ..watch.addresses import uses_of
from ..watch.models import Link
from ..watch.outcomes import Outcome
from ..words import russian
from .desk import Desk, RecordList
from .guard import say

MAX_NAMING_SHOWN = 5  # records that name one address
MAX_SHOWN_CHARACTERS = 60  # of an address in the list
NOTHING = "—"


class LinkList(RecordList):
    """Addresses with the records that name them, looked for once for the whole page."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = with_uses(self.result_list)


def with_uses(links) -> list[Link]:
    """Return addresses, each with the records that name it as ``uses``."""
    links = list(links)
    found = uses_of(link.address for link in links)
    for link in links:
        link.uses = found.get(link.address, [])
    return links


def form_link(record: Model):
    """Return a link to the form of a record; of a part, to that of its programme."""
    for each in (record, getattr(record, "programme", None)):
        if each is None:
            continue
        opts = each._meta
        try:
            url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[each.pk])
        except NoReverseMatch:
            continue
        return format_html('<a href="{}">{}: {}</a>', url, capfirst(opts.verbose_name), each)
    return str(record)


def moment_words(moment) -> str:
    """Return a moment as the desk writes it."""
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else NOTHING


@admin.register(Link)
class LinkAdmin(Desk):
    """What was found outside is written by ``manage.py check_links`` alone."""

    list_display = ["shown", "outcome", "told", "since", "checked", "used"]
    list_filter = ["outcome", "reason"]
    search_fields = ["address", "last_title"]
    fields = [
        *("open_link", "outcome", "told", "since", "tries", "checked", "worked", "due"),
        *("first_title", "last_title", "final_address", "accepted_address", "used"),
    ]
    readonly_fields = fields
    actions = ["check_again", "take_as_it_is"]

    def get_changelist(self, request, **kwargs):
        return LinkList

    def get_object(self, request, object_id, from_field=None):
        """Find an address, with the records that name it."""
        found = super().get_object(request, object_id, from_field)
        return with_uses([found])[0] if found else None

    def has_add_permission(self, request):
        """Nobody adds an address here: records name them."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody writes what was found but whoever has looked."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody deletes an address that a record names; without one it goes by itself."""
        return False

    def has_recheck_permission(self, request):
        """Tell whether the signed-in person may have addresses checked again."""
        return request.user.has_perm("watch.recheck_link")

    @admin.action(description="Проверить снова", permissions=["recheck"])
    def check_again(self, request, queryset):
        """Let the next run visit the chosen addresses."""
        links, overtaken = self.as_read(request, queryset)
        say(self, request, overtaken)
        if links:
            ledger.recheck(links)
            text = f"Будут проверены в течение часа: {counted(len(links))}."
            self.message_user(request, text, messages.SUCCESS)

    @admin.action(description="Всё верно: принять страницу как есть", permissions=["recheck"])
    def take_as_it_is(self, request, queryset):
        """Take the title that a page has now, and the place it leads to, for the right ones."""
        links, overtaken = self.as_read(request, queryset)
        say(self, request, overtaken)
        if not links:
            return
        taken = ledger.accept(links)
        for link in taken:
            self.log_change(request, link, f"Страница принята как есть: «{link.last_title}».")
        if taken:
            text = f"Принято: {counted(len(taken))}. Состояние обновится в течение часа."
            self.message_user(request, text, messages.SUCCESS)
        if left := len(links) - len(taken):
            text = f"Не открывались ещё ни разу, принимать нечего: {counted(left)}."
            self.message_user(request, text, messages.WARNING)

    @admin.display(description="адрес", ordering="address")
    def shown(self, link):
        """The address as a short text: the list leads to what is known of it."""
        return Truncator(link.address).chars(MAX_SHOWN_CHARACTERS)

    @admin.display(description="адрес")
    def open_link(self, link):
        return format_html('<a href="{}" rel="noreferrer">{}</a>', link.address, link.address)

    @admin.display(description="почему")
    def told(self, link):
        """The reason, with what the server answered."""
        if not link.status:
            return link.get_reason_display() or NOTHING
        reason = link.get_reason_display()
        return f"{reason} ({link.status})" if reason else f"Ответ {link.status}"

    @admin.display(description="не открывается с", ordering="failing_since")
    def since(self, link):
        """Since when, as soon as that is certain."""
        return russian.day(link.shown_day) if link.outcome == Outcome.FAILS else NOTHING

    @admin.display(description="проверена", ordering="checked_at")
    def checked(self, link):
        return moment_words(link.checked_at)

    @admin.display(description="открывалась")
    def worked(self, link):
        return moment_words(link.worked_at)

    @admin.display(description="следующая проверка")
    def due(self, link):
        return moment_words(link.due_at)

    @admin.display(description="где стоит")
    def used(self, link):
        """The records that name the address, with links to their forms."""
        links = [(form_link(record),) for record in link.uses[:MAX_NAMING_SHOWN]]
        if len(link.uses) > len(links):
            links.append(("и в других записях",))
        return format_html_join(", ", "{}", links) or NOTHING


def counted(count: int) -> str:
    """Return «1 ссылка», «2 ссылки», «5 ссылок»."""
    return russian.count_phrase(count, "ссылка", "ссылки", "ссылок")
