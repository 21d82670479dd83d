"""JSON-LD in a page: a data block, which browsers do not run and the content policy allows."""

import json

from django import template
from django.utils.html import format_html

register = template.Library()

ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}
"""What could end the block or begin a comment, written as JSON writes any character."""


class DataBlock:
    """JSON that is safe between script tags: entities are not read there, quotes stay quotes."""

    def __init__(self, value: dict):
        self.text = json.dumps(value, ensure_ascii=False).translate(ESCAPES)

    def __html__(self) -> str:
        return self.text


@register.simple_tag
def linked_data(value: dict) -> str:
    """Write a document of ``structured`` as a data block."""
    return format_html('<script type="application/ld+json">{}</script>', DataBlock(value))
