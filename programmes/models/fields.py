"""Text columns: what a form, a file or a table gives is cleaned and checked alike."""

from django.db import models

from ..words import clean_text, no_hidden_characters, one_line, validate_link


class CleanText:
    """Cleans a text before it is validated; in the database it is a column like Django's own."""

    default_validators = (no_hidden_characters,)

    def to_python(self, value):
        text = super().to_python(value)
        return clean_text(text) if isinstance(text, str) else text

    def deconstruct(self):
        """Let migrations name Django's class: the column is the same, and stays when this goes."""
        name, _, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.column_class}", args, kwargs


class LineField(CleanText, models.CharField):
    """A text of one line."""

    column_class = "CharField"
    default_validators = (*CleanText.default_validators, one_line)


class LinesField(CleanText, models.TextField):
    """A text of any number of lines."""

    column_class = "TextField"


class LinkField(CleanText, models.URLField):
    """The address of a page on another site."""

    column_class = "URLField"
    default_validators = (validate_link,)
