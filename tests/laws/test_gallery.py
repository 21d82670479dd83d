"""The gallery shows every component: what is in no picture of it is looked at by nobody."""

import re

from tests.laws.tree import texts

INCLUDED = re.compile(r"""["'](components/[^"']+\.html|pages/[^"']+\.html)["']""")
OF_PAGES = ("components/frame/", "components/reference/")
"""What stands once, on every page or on one: those are looked at themselves."""


def shown(templates: dict[str, str], beginning: list[str]) -> set[str]:
    """Return the templates that some templates include, at any depth."""
    found, waiting = set(), list(beginning)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += INCLUDED.findall(templates.get(f"templates/{name}", ""))
    return found


def unseen(templates: dict[str, str], tags: str) -> list[str]:
    """Return the components that the gallery does not show.

    Args:
        templates: the texts of templates by their paths.
        tags: the code of the tags, which include templates, too.
    """
    seen = shown(templates, ["pages/gallery.html", *INCLUDED.findall(tags)])
    components = {path.removeprefix("templates/") for path in templates if "/components/" in path}
    return sorted(name for name in components - seen if not name.startswith(OF_PAGES))


def test_every_component_stands_in_the_gallery():
    tags = "\n".join(texts("programmes/templatetags/*.py").values())
    assert unseen(texts("templates/*.html"), tags) == []


def test_a_component_that_nobody_put_there_is_found():
    templates = {
        "templates/pages/gallery.html": '{% include "components/a/one.html" %}',
        "templates/components/a/one.html": '{% include "components/a/two.html" only %}',
        "templates/components/a/two.html": "",
        "templates/components/a/three.html": "",
    }
    assert unseen(templates, "") == ["components/a/three.html"]
