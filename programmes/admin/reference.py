"""Lists and forms of what programmes refer to: organisations, sources, taxonomies."""

from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html

from ..models import Audience, Country, Industry, Organisation, Place, Source
from .ordering import AlphabetFilter
from .pasting import is_address, sources_at
from .similar import SimilarSourceForm
from .uses import Named, NamedForm


class Counting(Named):
    """A list that says how often each record is used."""

    counts: str

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(used=Count(self.counts, distinct=True))

    @admin.display(description="программ", ordering="used")
    def used(self, record):
        return record.used


class TaxonAdmin(Counting):
    """An entry of a taxonomy."""

    counts = "programmes"
    list_display = ["name", "slug", "position", "used"]
    search_fields = ["name", "slug", "synonyms"]
    code_from = ("name",)


@admin.register(Audience)
class AudienceAdmin(TaxonAdmin):
    list_display = ["name", "side", "slug", "position", "used"]
    list_filter = ["side"]
    fields = ["name", "genitive", "slug", "side", "synonyms", "position"]


@admin.register(Place)
class PlaceAdmin(TaxonAdmin):
    fields = [
        "name",
        "slug",
        "description",
        "address",
        ("metro", "district"),
        "synonyms",
        "position",
    ]


@admin.register(Country)
class CountryAdmin(TaxonAdmin):
    fields = ["name", "slug", "synonyms", "position"]


@admin.register(Industry)
class IndustryAdmin(TaxonAdmin):
    fields = ["name", "slug", "synonyms", "position"]


@admin.register(Organisation)
class OrganisationAdmin(Counting):
    counts = "operated"
    list_display = ["short_name", "name", "site_link", "used", "partner_in"]
    search_fields = ["short_name", "name", "slug", "synonyms"]
    code_from = ("short_name",)
    fields = ["name", "short_name", "slug", "synonyms", "description", "site"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(shared=Count("partnered", distinct=True))

    @admin.display(description="программ ведёт", ordering="used")
    def used(self, organisation):
        return organisation.used

    @admin.display(description="партнёр в программах", ordering="shared")
    def partner_in(self, organisation):
        return organisation.shared

    @admin.display(description="сайт", ordering="site", empty_value="—")
    def site_link(self, organisation):
        return link(organisation.site)


class SourceForm(NamedForm, SimilarSourceForm):
    """A source, whose address no other one has."""


@admin.register(Source)
class SourceAdmin(Counting):
    form = SourceForm
    counts = "facts"
    list_display = ["title", "publisher", "published", "reliability", "used", "web_address"]
    list_filter = ["reliability", "is_base", ("publisher", AlphabetFilter)]
    search_fields = ["title", "publisher", "slug", "url", "note"]
    code_from = ("publisher", "title")
    fields = [
        "title",
        "slug",
        "publisher",
        "url",
        ("published_on", "date_note"),
        "reliability",
        "is_base",
        "note",
    ]

    def get_search_results(self, request, queryset, search_term):
        """Find a source by its pasted address, however that is written."""
        if is_address(search_term) and (found := sources_at(search_term)):
            queryset, search_term = queryset.filter(pk__in=found), ""
        return super().get_search_results(request, queryset, search_term)

    def render_change_form(self, request, context, obj=None, **kwargs):
        """Lead from a source to its facts."""
        if obj:
            facts = reverse("admin:programmes_fact_changelist")
            context["facts_url"] = f"{facts}?source={obj.pk}"
        return super().render_change_form(request, context, obj=obj, **kwargs)

    @admin.display(description="фактов", ordering="used")
    def used(self, source):
        return source.used

    @admin.display(description="дата", ordering="published_on", empty_value="не указана")
    def published(self, source):
        return source.published_on or source.date_note or None

    @admin.display(description="адрес", ordering="url", empty_value="—")
    def web_address(self, source):
        return link(source.url)


def link(url: str):
    """Return an address as a link that names its host; nothing for no address."""
    host = url.split("//", 1)[-1].split("/", 1)[0]
    return format_html('<a href="{}" rel="noreferrer">{}</a>', url, host) if url else None
