"""A record that was given no code gets one that is made of its own words."""

from django.contrib import admin

from ..models import PublicSlug
from ..words import code_from, free_code

LEFT_EMPTY = "Оставьте пустым: код составится сам."


class Coded(admin.ModelAdmin):
    """A form whose code may be left empty.

    Attributes:
        code_from: the fields whose words make the code.
    """

    code_from: tuple[str, ...] = ()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        field = form.base_fields.get("slug")
        if field and self.code_from:
            field.required = False
            field.help_text = f"{field.help_text} {LEFT_EMPTY}"
        return form

    def save_model(self, request, obj, form, change):
        if self.code_from and not obj.slug:
            obj.slug = self.code_for(obj)
        super().save_model(request, obj, form, change)

    def code_for(self, obj) -> str:
        """Return a code of the words of a record that no other one has or has had."""
        code = code_from(" ".join(str(getattr(obj, name)) for name in self.code_from))
        alike = self.model._base_manager.filter(slug__startswith=code).exclude(pk=obj.pk)
        public = PublicSlug.objects.filter(slug__startswith=code, table=self.opts.model_name)
        taken = {*alike.values_list("slug", flat=True), *public.values_list("slug", flat=True)}
        return free_code(code, taken)
