"""A template of ours never names a variable that nobody passed."""

import sys
from pathlib import Path

from django.template.base import Node

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


class Undefined(str):
    """Stands in ``string_if_invalid``: fails where a template of ours asks for a variable in vain.

    Django's own templates, the admin's above all, rely on undefined being empty: there it is.
    """

    def __mod__(self, name):
        template = template_being_rendered()
        if Path(template).is_relative_to(TEMPLATES):
            raise AssertionError(f"{template}: «{name}» is undefined")
        return ""


def template_being_rendered() -> str:
    """Return the file of the innermost template node that is being rendered."""
    frame = sys._getframe()
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node):
            return node.origin.name
        frame = frame.f_back
    return ""
