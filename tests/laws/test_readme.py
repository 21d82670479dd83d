"""README against the tree: its commands, its map, its table of settings."""

import ast
import re

import pytest

from tests.laws.tree import ROOT, modules, paths, texts

# listed as a folder: their files speak for themselves
IN_ONE_LINE = (
    "portal/access/migrations/",
    "portal/mail/migrations/",
    "programmes/alerts/migrations/",
    "programmes/corrections/migrations/",
    "programmes/migrations/",
    "programmes/questions/migrations/",
    "programmes/revisions/migrations/",
    "programmes/tasks/migrations/",
    "programmes/watch/migrations/",
    "tests/",
    "templates/",
    "static/",
    "fixtures/",
)


@pytest.fixture
def readme() -> str:
    return (ROOT / "README.md").read_text()


def section(text: str, title: str) -> str:
    """Return the lines under a heading of the second level."""
    return re.split(r"^## ", text.partition(f"\n## {title}\n")[2], flags=re.MULTILINE)[0]


def command_violations(readme: str, makefile: str) -> list[str]:
    """Return the commands that README names in vain, and those it keeps silent about."""
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", "\n".join(code(readme))))
    known = set(re.findall(r"^([a-z-]+):.*##", makefile, flags=re.MULTILINE))
    return [f"make {name}" for name in sorted(named ^ known)]


def code(text: str) -> list[str]:
    """Return what a Markdown text sets as code."""
    blocks = re.findall(r"^```.*?^```", text, flags=re.MULTILINE | re.DOTALL)
    return blocks + re.findall(r"`([^`\n]+)`", text)


def map_of(readme: str) -> dict[str, str]:
    """Return the map's comments by path; an indented line stands in the folder above it."""
    fence = re.search(r"^```\w*\n(.*?)^```", section(readme, "Map"), re.MULTILINE | re.DOTALL)
    found, folders = {}, {-1: ""}
    for line in fence[1].splitlines() if fence else ():
        name, _, comment = line.strip().partition(" ")
        depth = len(line) - len(line.lstrip())
        parent = folders[max(level for level in folders if level < depth)]
        folders = {level: folder for level, folder in folders.items() if level < depth}
        if name.endswith("/"):
            folders[depth] = parent + name
        if name:
            found[parent + name] = comment.strip()
    return found


def map_violations(drawn: dict[str, str], files: dict[str, str]) -> list[str]:
    """Return where the map and the tree differ.

    Args:
        drawn: the map's comments by path; folders end in a slash.
        files: the texts of all files by path; a module's comment is its docstring's first line.
    """
    folders = {path[: end.end()] for path in files for end in re.finditer("/", path)}
    found = [f"{path} is not there" for path in drawn if path not in files.keys() | folders]
    for path, text in files.items():
        if not path.endswith(".py") or path.startswith(IN_ONE_LINE):
            continue
        line = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
        # a package stands as its folder, described at will
        is_package = path.endswith("__init__.py")
        place = path.removesuffix("__init__.py")
        if place not in drawn or not (is_package or drawn[place] == line):
            found.append(f"{place} {line}")
    return found + [folder for folder in IN_ONE_LINE if folder in folders - drawn.keys()]


def settings_read(text: str) -> set[str]:
    """Return the names of the environment variables that a module reads."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
        if re.match(r"(env\.\w+|read_required|number|mailbox)$", ast.unparse(node.func))
    }


def settings_violations(readme: str, modules: list[str]) -> list[str]:
    """Return the settings that only the table knows, or only the code."""
    table = set(re.findall(r"^\| *`(\w+)`", section(readme, "Settings"), flags=re.MULTILINE))
    return sorted(table ^ set().union(*map(settings_read, modules)))


def test_readme_names_the_commands_that_there_are(readme):
    assert command_violations(readme, (ROOT / "Makefile").read_text()) == []


def test_a_command_that_readme_or_the_makefile_lacks_is_found():
    makefile = "run: listen ## serve\nlisten:\ntest: ## check\n"
    readme = "`make run`, and make sure of it\n```\nmake bench\n```\n"
    assert command_violations(readme, makefile) == ["make bench", "make test"]


def test_the_map_is_the_tree(readme):
    files = {**dict.fromkeys(paths(), ""), **texts("*.py")}
    assert map_violations(map_of(readme), files) == []


MAP = """
## Map

```
portal/            the site
  urls.py          Addresses.
tests/laws/
  tree.py
```

## Settings
"""
TREE = {"portal/urls.py": '"""Addresses."""', "tests/laws/tree.py": ""}


def test_a_map_is_read_with_its_indentation():
    assert map_of(MAP) == {
        "portal/": "the site",
        "portal/urls.py": "Addresses.",
        "tests/laws/": "",
        "tests/laws/tree.py": "",
    }


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        ({**TREE, "portal/wsgi.py": '"""Served."""'}, ["portal/wsgi.py Served."]),
        ({**TREE, "portal/urls.py": '"""Paths."""'}, ["portal/urls.py Paths."]),
        (
            {"portal/urls.py": '"""Addresses."""', "tests/laws/a.py": ""},
            ["tests/laws/tree.py is not there"],
        ),
    ],
)
def test_a_map_that_drifted_is_found(tree, found):
    drawn = {**map_of(MAP), "tests/": "the tests"}
    assert map_violations(drawn, tree) == found


def test_the_table_holds_the_settings_that_are_read(readme):
    assert settings_violations(readme, list(texts("portal/environment.py").values())) == []


def environment_violations(files: dict[str, str]) -> list[str]:
    """Return the modules that look into the environment by themselves."""
    return [
        path
        for path, text in files.items()
        if path != "portal/environment.py"
        and any(asks_the_environment(node) for node in ast.walk(ast.parse(text)))
    ]


def asks_the_environment(node: ast.AST) -> bool:
    """Tell whether a node names one of the ways to the variables of the process."""
    ways = {"os.environ", "os.environb", "os.getenv", "os.putenv", "os.unsetenv"}
    if isinstance(node, ast.Attribute):
        return ast.unparse(node) in ways
    if isinstance(node, ast.ImportFrom) and node.module == "os":
        return any(f"os.{alias.name}" in ways for alias in node.names)
    return isinstance(node, ast.Import) and any(alias.name == "environ" for alias in node.names)


def test_one_module_reads_the_environment():
    assert environment_violations({**modules(), **texts("manage.py")}) == []


@pytest.mark.parametrize(
    "text",
    ['os.environ.get("PORT")', 'os.getenv("PORT")', "from os import environ", "import environ"],
)
def test_a_second_reader_of_the_environment_is_found(text):
    assert environment_violations({"portal/gunicorn.py": text}) == ["portal/gunicorn.py"]


def test_a_setting_that_the_table_or_the_code_lacks_is_found():
    readme = (
        "\n## Settings\n\n| name | purpose |\n|---|---|\n| `PORT` | where |\n| `OLD` | gone |\n"
    )
    module = 'read_required("KEY", "", "")\nenv.bool("DEBUG", False)\nnumber("PORT", 80)\n'
    assert settings_violations(readme, [module]) == ["DEBUG", "KEY", "OLD"]
