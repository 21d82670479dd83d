"""The planting of faults: every kind of fault is planted, in every module that has to be held."""

import ast
from itertools import islice

import pytest

from tests import mutate


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("if a: pass", ["not (a)"]),
        ("c = a < b", ["the opposite of a < b"]),
        ("c = a and b", ["and for or in a and b"]),
        ("b = [c for c in a if c]", ["all, whether or not c"]),
        ("with lock: a = b", ["without lock"]),
        ("a = 1", ["2 for 1"]),
        ("a = True", ["False for True"]),
        ("a = (b, c)", ["without b", "without c"]),
        ("a = {b: c}", ["without c"]),
        ("a(b=c)", ["without b=c", "without a(b=c)"]),
        ("def a():\n    raise b", ["without raise b"]),
        ("try:\n    a = b\nfinally:\n    c()", ["without c()"]),
        ("del a", ["without del a"]),
        ("a += b", ["without a += b"]),
        ("a: dict[int, 1] = b", []),
        ("ROWS_AT_ONCE = 1", []),
        ("hashed = blake2b(a, digest_size=8)", []),
        ("@dataclass(frozen=True)\nclass A:\n    b: int", []),
        (
            "if connection.vendor == 'sqlite':\n    a()\nelse:\n    b()",
            [
                "not (connection.vendor == 'sqlite')",
                "the opposite of connection.vendor == 'sqlite'",
                "without a()",
            ],
        ),
        ("def a_postgresql():\n    raise b", []),
        ('def a():\n    """Words."""\n    yield b', []),
    ],
)
def test_every_kind_of_fault_is_planted_once(text, changes):
    assert sorted(mutant.change for mutant in mutate.mutants("a.py", text)) == sorted(changes)


@pytest.mark.parametrize("path", mutate.NOTICING)
def test_every_module_gets_faults_that_change_it_and_has_tests_to_notice_them(path):
    text = (mutate.ROOT / path).read_text()
    whole = ast.unparse(ast.parse(text))
    some = islice(mutate.mutants(path, text), 5)
    planted = {ast.unparse(mutant.tree) for mutant in some}
    assert len(planted - {whole}) == 5
    assert all((mutate.ROOT / test).is_file() for test in mutate.tests_of(path))
