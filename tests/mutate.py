"""python -m tests.mutate [MODULE …]: plants faults one by one where freshness, digests and caches
are decided, and prints those that no test notices."""

import argparse
import ast
import copy
import importlib
import math
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from itertools import islice
from pathlib import Path

import pytest

# once for all: to import it takes longer than many a test
importlib.import_module("pymorphy3")

ROOT = Path(__file__).resolve().parents[1]
AT_ONCE = 2
PATIENCE = 5
"""How many times as long as without a fault tests may take: what hangs has been noticed, too."""
HERE = "connection.vendor == 'sqlite'"
"""The question after which a branch is for the other database, whose tests are not these."""
ELSEWHERE = "_postgresql"
"""The end of the names of functions that are for the other database."""
UNSEEN = ("_AT_ONCE", "_BYTES")
"""The ends of the names of sizes: more steps, more memory, the same answers."""
NOTICING = {
    "portal/database/snapshot.py": ("portal/test_reading_consistently",),
    "portal/database/replicas.py": ("portal/test_replicas",),
    "portal/memory.py": ("portal/test_memory",),
    "programmes/tables/layout.py": ("tables/test_layout",),
    "programmes/catalogue/sets.py": (
        "catalogue/test_snapshot",
        "catalogue/test_catalogue",
        "catalogue/test_bands",
        "catalogue/test_chosen",
    ),
    "programmes/catalogue/snapshot.py": ("catalogue/test_snapshot",),
    "programmes/tables/ready_rows.py": ("tables/test_ready_rows",),
    "programmes/dossier/page.py": ("web/test_pages_programme", "laws/test_freshness"),
    "programmes/derived/digest.py": ("derived/test_refresh", "laws/test_freshness"),
    "programmes/derived/parts.py": ("laws/test_parts", "derived/test_parts"),
    "programmes/derived/naming.py": ("laws/test_parts", "derived/test_events"),
    "programmes/derived/refresh.py": (
        "derived/test_refresh",
        "derived/test_events",
        "tables/test_ready_rows",
        "models/test_alphabet",
        "models/test_addresses",
        "models/test_last_fact",
        "laws/test_freshness",
        "portal/test_health",
    ),
    "programmes/web/cache.py": ("web/test_kept",),
    "programmes/web/caching.py": (
        "web/test_kept",
        "web/test_caching",
        "portal/test_queries",
        "laws/test_http",
    ),
}
"""The modules, and the tests that have to notice a fault in each, the fastest first."""
MAKING = "tests/models/test_rules.py"
"""Tests that make the database and leave it as the migrations do: others empty all tables."""
OPPOSITES = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True)
class Mutant:
    """A module with one fault: its path, its line, what was done to it, its tree."""

    path: str
    line: int
    change: str
    tree: ast.Module

    def __str__(self):
        return f"{self.path}:{self.line}: {self.change}"


# --- Faults -----------------------------------------------------------------------------------


def mutants(path: str, text: str) -> Iterator[Mutant]:
    """Yield a module with each fault that can be planted into it."""
    tree = ast.parse(text)
    for place, node in enumerate(acting(tree)):
        for number, (change, _) in enumerate(faults(node)):
            mutated = copy.deepcopy(tree)
            twin = next(islice(acting(mutated), place, None))
            _, plant = list(faults(twin))[number]
            plant()
            yield Mutant(
                path, getattr(node, "lineno", 0), change, ast.fix_missing_locations(mutated)
            )


def acting(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it that does anything here that can be seen from outside."""
    if goes_unseen(node):
        return
    left_out = {"annotation", "returns", *(["orelse"] if is_elsewhere(node) else [])}
    yield node
    for name, value in ast.iter_fields(node):
        if name not in left_out:
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from acting(child)


def goes_unseen(node: ast.AST) -> bool:
    """Tell whether nobody sees a fault in a node: a type, a size, the other database's work."""
    match node:
        case ast.Subscript():
            return ast.unparse(node.value)[0].isupper()
        case ast.Assign():
            return ast.unparse(node.targets[0]).endswith(UNSEEN)
        case ast.FunctionDef():
            return node.name.endswith(ELSEWHERE)
        case ast.keyword():  # any size tells texts apart
            return node.arg == "digest_size" or ast.unparse(node.value).endswith(UNSEEN)
        case ast.Call():  # that nobody writes into a record is a promise, and nobody does
            return ast.unparse(node.func) in ("dataclass", "secrets.token_hex")
    return False


def is_elsewhere(node: ast.AST) -> bool:
    """Tell whether the second branch of a node is for the other database."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == HERE


def faults(node: ast.AST) -> Iterator[tuple[str, object]]:
    """Yield what can be done to a node: in words, and as a function that does it."""
    if isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield f"not ({ast.unparse(node.test)})", lambda: negate(node, "test")
    if isinstance(node, ast.comprehension):
        for number, test in enumerate(node.ifs):
            yield f"all, whether or not {ast.unparse(test)}", lambda n=number: node.ifs.pop(n)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OPPOSITES:
        yield f"the opposite of {ast.unparse(node)}", lambda: swap(node.ops, 0)
    if isinstance(node, ast.BoolOp):
        yield (
            f"and for or in {ast.unparse(node)}",
            lambda: setattr(node, "op", OPPOSITES[type(node.op)]()),
        )
    if isinstance(node, ast.With) and len(node.items) + len(node.body) > 1:
        for number, item in enumerate(node.items):
            if item.optional_vars is None:
                yield f"without {ast.unparse(item)}", lambda n=number: leave(node, n)
    if isinstance(node, ast.Constant) and type(node.value) in (int, bool):
        other = not node.value if isinstance(node.value, bool) else node.value + 1
        yield f"{other} for {node.value}", lambda: setattr(node, "value", other)
    for name in ("elts", "values", "keywords"):
        yield from losses(node, name)
    for name in ("body", *([] if is_elsewhere(node) else ["orelse"]), "finalbody"):
        yield from omissions(node, name)


def negate(node: ast.AST, name: str) -> None:
    setattr(node, name, ast.UnaryOp(ast.Not(), getattr(node, name)))


def swap(operators: list, place: int) -> None:
    operators[place] = OPPOSITES[type(operators[place])]()


def leave(node: ast.With, place: int) -> None:
    """Take one context away from its block."""
    node.items.pop(place)
    if not node.items:
        node.items = [
            ast.withitem(ast.parse("__import__('contextlib').nullcontext()").body[0].value)
        ]


def losses(node: ast.AST, name: str) -> Iterator[tuple[str, object]]:
    """Lose one element of a display, or one named argument of a call."""
    parts = getattr(node, name, None)
    if not isinstance(parts, list) or isinstance(node, (ast.BoolOp, ast.JoinedStr)):
        return
    if isinstance(getattr(node, "ctx", None), ast.Store):
        return
    for number, part in enumerate(parts):
        if isinstance(part, ast.keyword) and goes_unseen(part):
            continue

        def lose(n=number):
            parts.pop(n)
            if isinstance(node, ast.Dict):
                node.keys.pop(n)

        yield f"without {ast.unparse(part)}", lose


def omissions(node: ast.AST, name: str) -> Iterator[tuple[str, object]]:
    """Leave out one statement that is there for what it does."""
    statements = getattr(node, name, None)
    if not isinstance(statements, list):
        return
    for number, statement in enumerate(statements):
        acts = isinstance(statement, (ast.AugAssign, ast.Delete, ast.Raise)) or (
            isinstance(statement, ast.Expr)
            and not isinstance(statement.value, (ast.Constant, ast.Yield))
        )
        if acts:
            yield (
                f"without {ast.unparse(statement)}",
                lambda n=number: statements.__setitem__(n, ast.Pass()),
            )


# --- Tests ------------------------------------------------------------------------------------


def run(mutant: Mutant | None, tests: list[str], database: Path, seconds: int = 0) -> int:
    """Run tests in a child process, against a mutant if there is one; return the child's id.

    Args:
        seconds: after which the child is ended; 0: never.
    """
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        signal.alarm(seconds)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        os.environ["TEST_DATABASE_FILE"] = str(database)
        if mutant:
            plant(mutant)
        options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--reuse-db"]
        arguments = [*options, *tests]
        status = int(pytest.main(arguments))
    finally:
        os._exit(status)


def plant(mutant: Mutant) -> None:
    """Let the interpreter import the mutant instead of the module."""
    path = str(ROOT / mutant.path)
    code, real = compile(mutant.tree, path, "exec"), SourceFileLoader.get_code
    SourceFileLoader.get_code = lambda self, name: code if self.path == path else real(self, name)


def survivors(wanted: list[Mutant], template: Path, seconds: dict[str, int]) -> Iterator[Mutant]:
    """Yield the mutants with which all tests pass.

    Args:
        template: a database with its tables made.
        seconds: how long the tests of each module may take.
    """
    waiting, running = list(reversed(wanted)), {}
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            mutant = waiting.pop()
            database = template.with_name(f"{len(waiting)}.sqlite3")
            shutil.copy(template, database)
            child = run(mutant, tests_of(mutant.path), database, seconds[mutant.path])
            running[child] = mutant, database
        child, status = os.wait()
        mutant, database = running.pop(child)
        database.unlink(missing_ok=True)
        if status == 0:
            yield mutant


def tests_of(path: str) -> list[str]:
    return [f"tests/{name}.py" for name in NOTICING[path]]


def main() -> int:
    """Plant all faults in the modules that are named, else in all; return how many survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=list(NOTICING), metavar="MODULE")
    modules = parser.parse_args().modules
    began, alive, seconds = time.monotonic(), [], {}
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        template, database = Path(folder, "template.sqlite3"), Path(folder, "sound.sqlite3")
        os.waitpid(run(None, [MAKING], template), 0)
        for path in modules:
            shutil.copy(template, database)
            start = time.monotonic()
            _, status = os.waitpid(run(None, tests_of(path), database), 0)
            if status:
                raise SystemExit(f"{path}: the tests fail without any fault.")
            seconds[path] = PATIENCE * math.ceil(time.monotonic() - start)
        planted = [each for path in modules for each in mutants(path, (ROOT / path).read_text())]
        for mutant in survivors(planted, template, seconds):
            alive.append(mutant)
            sys.stdout.write(f"{mutant}\n")
            sys.stdout.flush()
    minutes = (time.monotonic() - began) / 60
    sys.stdout.write(f"{len(planted)} faults, {len(alive)} unnoticed, {minutes:.0f} minutes\n")
    return len(alive)


if __name__ == "__main__":
    sys.exit(bool(main()))
