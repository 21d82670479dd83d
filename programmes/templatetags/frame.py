"""What is the same on every page of a process: written once."""

from django import template
from django.conf import settings
from django.template import defaulttags

register = template.Library()


class Constant(template.Node):
    """A part of a template that knows nothing of the page it stands on.

    Args:
        nodelist: what stands between the tags.
    """

    def __init__(self, nodelist: template.NodeList):
        self.nodelist = nodelist
        self.written = None

    def render(self, context):
        if self.written is None or settings.DEBUG:
            # an empty context: what depends on the page would be missing on all of them
            self.written = self.nodelist.render(context.new())
        return self.written


@register.tag
def constant(parser, token):
    """Write what stands until ``endconstant`` once; addresses and names of files, no variables."""
    nodelist = parser.parse(("endconstant",))
    parser.delete_first_token()
    return Constant(nodelist)


@register.tag
def url(parser, token):
    """Write an address as Django's own tag does, once where a page has but one.

    It stands in place of that in all templates. What depends on the page it stands on is asked
    for each time: arguments, and names inside of a namespace.
    """
    node = defaulttags.url(parser, token)
    name = node.view_name
    is_name = isinstance(name.var, str) and not name.filters and ":" not in name.var
    has_one = is_name and not (node.args or node.kwargs or node.asvar)
    return Constant(template.NodeList([node])) if has_one else node
