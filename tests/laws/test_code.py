"""Rules for the code: names and sizes of modules, markup by templates only, one clock."""

import ast
import re
from pathlib import PurePosixPath

import pytest

from tests.laws.tree import by_hand, modules, texts

SAYS_NOTHING = {"utils", "helpers", "services", "constants", "managers"}
MODULE_LINES = 400
TEMPLATE_LINES = 120
# the day comes from one place and is passed on; the others are the times a record was changed
CLOCKS = {
    "programmes/catalogue/day.py": {"localdate"},
    "programmes/derived/refresh.py": {"now"},
    "programmes/derived/signals.py": {"now"},
    "portal/mail/outbox.py": {"now"},
    "programmes/alerts/sending.py": {"now"},
    "programmes/alerts/subscribing.py": {"now"},
    "programmes/tasks/weekly.py": {"now"},
    "programmes/corrections/inbox.py": {"now"},
    "programmes/revisions/review.py": {"now"},
    "programmes/revisions/due.py": {"now"},
    "programmes/revisions/typing.py": {"now"},
    # an hour that is asked for, or printed on a link, has to lie ahead
    "programmes/admin/reviewing.py": {"now"},
    "programmes/admin/sharing.py": {"now"},
    "programmes/watch/checking.py": {"now"},
    "programmes/watch/ledger.py": {"now"},
}
# what a limit is not called: MAX_…, MIN_…, …_SECONDS and …_BYTES say more
LIMIT_WORDS = re.compile(r"(^|_)(MOST|LONGEST|LARGEST|LIMIT|PATIENCE|WITHIN)(_|$)")
ASKS_THE_CLOCK = {"today", "now", "utcnow", "localdate", "localtime"}


def name_violations(paths) -> list[str]:
    """Return the modules whose name says nothing."""
    return [path for path in paths if PurePosixPath(path).stem in SAYS_NOTHING]


def limit_violations(files: dict[str, str]) -> list[str]:
    """Return the numbers of modules that are limits and do not say so by MAX_, MIN_ or a unit."""
    return [
        f"{path}: {target.id}"
        for path, text in files.items()
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and is_number(node.value)
        for target in node.targets
        if isinstance(target, ast.Name) and LIMIT_WORDS.search(target.id)
    ]


def is_number(node: ast.expr) -> bool:
    """Tell whether an expression is a number, or counted from numbers."""
    if isinstance(node, ast.BinOp):
        return is_number(node.left) and is_number(node.right)
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def size_violations(files: dict[str, str]) -> list[str]:
    """Return the modules and templates that want to be cut in two."""
    return [
        f"{path}: {lines} lines"
        for path, text in files.items()
        if (lines := text.count("\n")) > (MODULE_LINES if path.endswith(".py") else TEMPLATE_LINES)
    ]


def docstring_violations(files: dict[str, str]) -> list[str]:
    """Return the modules that do not say in one line what they are."""
    return [
        path
        for path, text in files.items()
        if text.strip()
        and not re.match(r'"""[^\n]+[.:…]?', text.removeprefix("#!/usr/bin/env python\n"))
    ]


def markup_violations(files: dict[str, str]) -> list[str]:
    """Return where Python declares a string to be safe HTML, or formats HTML by hand."""
    return [
        f"{path}:{node.lineno}"
        for path, text in files.items()
        for node in ast.walk(ast.parse(text))
        if declares_safe(node) or formats_by_hand(node)
    ]


def declares_safe(node: ast.AST) -> bool:
    """Tell whether a node names one of the ways around escaping."""
    names = {getattr(node, key, None) for key in ("id", "attr", "name")}
    return bool(names & {"mark_safe", "SafeString", "SafeText", "html_safe"})


def formats_by_hand(node: ast.AST) -> bool:
    """Tell whether format_html gets anything but a literal and the values to escape."""
    if not isinstance(node, ast.Call) or getattr(node.func, "id", None) != "format_html":
        return False
    return not (node.args and is_literal(node.args[0])) or len(node.args) + len(node.keywords) < 2


def is_literal(node: ast.AST) -> bool:
    """Tell whether a text stands in the code as it is, be it said several times: «"{}" * n»."""
    repeated = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)
    return isinstance(node.left if repeated else node, ast.Constant)


def clock_violations(files: dict[str, str]) -> list[str]:
    """Return where the clock is asked outside its places."""
    return [
        f"{path}:{node.lineno} {node.func.attr}()"
        for path, text in files.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ASKS_THE_CLOCK - CLOCKS.get(path, set())
        # with a time given they convert it
        and not (node.func.attr.startswith("local") and node.args)
    ]


def test_every_module_has_a_name_that_says_something():
    assert name_violations(texts("*.py")) == []


def test_a_name_that_says_nothing_is_found():
    path = "programmes/search/utils.py"
    assert name_violations([path, "programmes/web/pages/views.py"]) == [path]


def test_a_limit_says_by_its_name_that_it_is_one():
    files = by_hand(modules())
    del files["portal/settings.py"]  # there, packages name what they read
    assert limit_violations(files) == []


@pytest.mark.parametrize("line", ["LIMIT = 8", "MOST_ROWS = 2**20 - 1", "_LONGEST = 300"])
def test_a_limit_of_another_name_is_found(line):
    assert limit_violations({"programmes/a.py": line})
    assert not limit_violations({"programmes/a.py": "MAX_ROWS = 8"})


def test_modules_and_templates_stay_readable_at_one_sitting():
    assert size_violations(by_hand(texts("*.py", "templates/*"))) == []


@pytest.mark.parametrize(("path", "lines"), [("programmes/a.py", 401), ("templates/a.html", 121)])
def test_a_file_that_grew_too_long_is_found(path, lines):
    assert size_violations({path: "\n" * lines})
    assert not size_violations({path: "\n" * (lines - 1)})


def test_every_module_says_in_its_first_line_what_it_is():
    assert docstring_violations(by_hand(texts("*.py"))) == []


@pytest.mark.parametrize("text", ["import os\n", '"""\nLater.\n"""\n', "# a comment\n"])
def test_a_module_that_does_not_say_what_it_is_is_found(text):
    assert docstring_violations({"programmes/a.py": text}) == ["programmes/a.py"]


def test_markup_comes_from_templates():
    assert markup_violations(modules()) == []


@pytest.mark.parametrize(
    "text",
    [
        "mark_safe(text)",
        "from django.utils.safestring import mark_safe",
        "safestring.SafeString(text)",
        "format_html(text)",
        "format_html('<b>')",
        "format_html(f'<b>{text}</b>', 1)",
        "format_html('<b>' + text, 1)",
        "format_html(text * 2, 1)",
    ],
)
def test_markup_made_by_hand_is_found(text):
    assert markup_violations({"programmes/a.py": text})


@pytest.mark.parametrize(
    "text", ["format_html('<b>{}</b>', text)", "format_html('{}' * len(parts), *parts)"]
)
def test_markup_with_escaped_values_is_allowed(text):
    assert not markup_violations({"programmes/a.py": text})


def test_the_clock_is_asked_in_one_place():
    assert clock_violations(by_hand(modules())) == []


@pytest.mark.parametrize(
    "text", ["date.today()", "datetime.now(UTC)", "timezone.localdate()", "timezone.now()"]
)
def test_a_second_clock_is_found(text):
    assert clock_violations({"programmes/models/programme.py": text})


def test_a_stored_time_may_be_turned_into_local_time():
    assert not clock_violations(
        {"programmes/web/pages/views.py": "timezone.localtime(entry.action_time)"}
    )
