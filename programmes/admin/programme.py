"""The list and the form of programmes, with their facts and contacts."""

from django.contrib import admin

from ..catalogue import today
from ..models import Contact, Fact, Programme, Requirement, Source
from ..revisions.contents import MAX_PARTS
from ..words import State
from . import lists
from .copying import Copying
from .corrections import messages_of
from .desk import FIELDS, Desk, is_before_the_public, may_publish
from .events import events_of
from .finding import Finding
from .forms import FactForm, FactFormSet, PartForm, PartFormSet, ProgrammeForm
from .importing import Importing
from .own_facts import FactFinder, choosing_own_fact, offer_own_facts
from .pasting import Pasting
from .previewing import Previewing
from .revising import Revising
from .sharing import Sharing
from .steps import Steps


class PartInline(Finding, admin.StackedInline):
    """Facts or contacts in the form of a programme; whatever a request claims, only so many."""

    template = "admin/programmes/programme/parts.html"
    formfield_overrides = FIELDS
    autocomplete_fields = ["source"]
    max_num = MAX_PARTS

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source")

    def get_formset(self, request, obj=None, **kwargs):
        """Bound the parts, and read the names of their sources at once."""
        kwargs |= {"absolute_max": self.max_num, "validate_max": True}
        formset = super().get_formset(request, obj, **kwargs)
        if obj and (source := formset.form.base_fields.get("source")):
            own = {f"{self.model._meta.get_field('source').remote_field.name}__programme": obj}
            source.widget.widget.know(Source.objects.filter(**own).distinct())
        for field in formset.form.base_fields.values():
            if isinstance(getattr(field, "finder", None), FactFinder):
                offer_own_facts(field, obj)
        return formset


class FactInline(PartInline):
    model = Fact
    fk_name = "programme"
    form = FactForm
    formset = FactFormSet
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "statement",
                    ("source", "locator"),
                    ("about", "position"),
                    ("bound", "value", "value_to", "unit"),
                    "measure",
                    ("as_of", "period"),
                ]
            },
        ),
        (
            "Показать крупно; разногласие источников; код",
            {
                "classes": ["collapse"],
                "fields": [("is_key", "home_position", "label"), "alternative_to", "code"],
            },
        ),
    ]

    def get_extra(self, request, obj=None, **kwargs):
        """Offer an empty form only where there is no fact yet."""
        return 0 if obj and obj.facts.exists() else 1

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer as contradicted the facts of this programme."""
        if db_field.name == "alternative_to":
            kwargs |= choosing_own_fact("нет")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class RequirementInline(PartInline):
    model = Requirement
    form = PartForm
    formset = PartFormSet
    extra = 0
    autocomplete_fields = []
    fields = ["sentence", ("attribute", "operator", "values"), ("fact", "position")]

    def get_queryset(self, request):
        return super(PartInline, self).get_queryset(request).select_related("fact")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer the facts of this programme."""
        if db_field.name == "fact":
            kwargs |= choosing_own_fact("выберите факт")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ContactInline(PartInline):
    model = Contact
    form = PartForm
    formset = PartFormSet
    extra = 0
    fields = [("kind", "value", "label"), ("source", "as_of", "position")]


@admin.register(Programme)
class ProgrammeAdmin(
    Finding,
    Pasting,
    Previewing,
    Copying,
    Sharing,
    Importing,
    Revising,
    Steps,
    lists.Columns,
    Desk,
):
    form = ProgrammeForm
    inlines = [FactInline, RequirementInline, ContactInline]
    list_display = [
        "title",
        "state_words",
        "checked",
        "changed",
        "kind",
        "operator",
        "audience_names",
    ]
    list_filter = lists.FILTERS
    search_fields = ["title", "slug", "summary", "keywords", "operator__short_name"]
    actions = ["mark_checked", "export_csv", "delete_selected"]
    autocomplete_fields = ["operator", "partners", "replaced_by"]
    save_on_top = True
    code_from = ("title",)
    fieldsets = [
        (
            "Что это",
            {
                "fields": [
                    "title",
                    "slug",
                    "summary",
                    ("kind", "level", "nature", "stage"),
                    "description",
                ]
            },
        ),
        ("Для кого и кто оказывает", {"fields": ["audiences", "operator", "partners"]}),
        (
            "Что, кому и как",
            {"fields": ["benefits", "eligibility", "application", ("cost", "cost_note")]},
        ),
        ("Где", {"fields": ["format", "places", "industries", "countries"]}),
        (
            "Когда",
            {
                "fields": [
                    ("since", "since_precision"),
                    ("intake", "intake_opens", "intake_closes"),
                ]
            },
        ),
        (
            "Поиск и проверка",
            {"fields": ["keywords", ("checked_on", "check_every"), "replaced_by"]},
        ),
    ]

    def get_queryset(self, request):
        programmes = super().get_queryset(request)
        return programmes.select_related("operator").prefetch_related("audiences")

    def has_delete_permission(self, request, obj=None):
        """Keep a published entry: its address is known, and the archive is the way out."""
        if obj and obj.state == State.PUBLISHED:
            return False
        return super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs, request):
        """Say of published entries where they go instead; of others let facts go with them."""
        public = [f"«{each}» опубликована: уберите её в архив." for each in objs if each.is_public]
        if public:
            return [], {}, set(), public
        deletable, counts, needed, protected = super().get_deleted_objects(objs, request)
        # nobody deletes a fact from the list of facts, which is another matter
        return deletable, counts, needed - {Fact._meta.verbose_name}, protected

    def get_readonly_fields(self, request, obj=None):
        """Keep the address of a published entry."""
        return ["slug"] if obj and is_before_the_public(obj) else []

    def save_model(self, request, obj, form, change):
        if change:
            obj.revision += 1
        super().save_model(request, obj, form, change)

    def get_view_on_site_url(self, obj=None):
        """Link to the site only what the public can see there."""
        return obj.get_absolute_url() if obj and is_before_the_public(obj) else None

    def render_change_form(self, request, context, obj=None, **kwargs):
        """Add to the form its preview, its next steps and what an editor has to know."""
        context |= {"steps": [], "show_save_and_add_another": False}
        if obj:
            steps = self.steps_for(request)
            context |= {
                "preview_url": self.address("preview", obj.pk),
                "steps": [step for step in steps if obj.state in step.sources],
                "returns": obj.state == State.REVIEW and may_publish(request),
                "missing": obj.missing_for_publication(),
                "is_due": obj.is_due_for_check(today()),
                "old_figures": list(obj.facts.old_on(today()).select_related("source")),
                **events_of(request, obj),
                **messages_of(request, obj),
            }
        return super().render_change_form(request, context, obj=obj, **kwargs)
