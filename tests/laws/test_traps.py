"""The traps that portals of this kind have fallen into, each with the tests that hold it shut."""

import ast

import pytest

from tests.laws.assertions import asserting_tests, functions_of
from tests.laws.tree import texts

TRAPS = {
    "SQLite ignores case for ASCII only, and ё is not е": [
        "admin/test_lists.py::test_search_ignores_the_case_of_cyrillic",
        "catalogue/test_catalogue.py::test_titles_sort_without_regard_to_quotes_case_and_yo",
    ],
    "a NUL byte is a 500 on PostgreSQL": [
        "catalogue/test_agreement.py::test_a_hostile_query_string_is_answered_in_every_format",
        "faults/test_malformed.py::test_a_thousand_malformed_requests_meet_no_500",
    ],
    "a nonce in the page changes its validator: no 304 ever": [
        "portal/test_security.py::test_the_policy_lets_no_inline_script_and_no_other_host_in",
        "portal/test_compression.py::test_a_known_page_is_not_sent_again",
    ],
    "the export answers where the page refuses": [
        "tables/test_csv.py::test_a_refused_question_gets_no_file_but_the_sentence",
    ],
    "a file broken in the middle looks whole": [
        "tables/test_csv.py::test_the_file_is_sent_whole_with_its_length",
        "tables/test_csv.py::test_a_broken_row_gives_no_partial_file",
        "faults/test_workers.py::test_a_reader_can_tell_that_a_file_was_cut_off",
    ],
    "a frozen database takes the health check with it": [
        "portal/test_settings.py::test_the_pool_is_smaller_than_the_threads",
        "portal/test_unavailable.py::test_the_process_answers_for_itself_during_an_outage",
        "faults/test_database_away.py::test_the_catalogue_survives_its_database",
    ],
    "slow clients hold all workers": [
        "faults/test_slow_clients.py::test_slow_clients_hold_nobody_up",
    ],
    "without copies in the proxy an outage reaches everybody": [
        "faults/test_database_away.py::test_the_catalogue_survives_its_database",
        "faults/test_proxy.py::"
        "test_when_both_instances_are_gone_copies_are_served_and_the_rest_gets_a_word",
        "portal/test_security.py::test_nothing_public_sets_a_cookie_but_the_switch_for_low_vision_and_the_forms",
    ],
    "anybody can lock an editor out by the name": [
        "portal/test_lockout.py::test_an_editor_elsewhere_is_not_locked_out_by_a_stranger",
        "portal/test_lockout.py::test_a_claimed_address_does_not_help_the_guesser",
    ],
    "SQLite: a full disk stops readers, writers fail instead of waiting": [
        "portal/test_settings.py::test_sqlite_writers_wait_for_their_turn_and_keep_their_connection",
        "derived/test_writers.py::test_many_writers_at_once_all_have_their_turn",
        "faults/test_sqlite.py::test_a_full_disk_stops_no_reader_and_the_editor_is_told",
    ],
    "every database error as a 503 hides an injection": [
        "portal/test_unavailable.py::test_every_other_error_stays_a_500",
    ],
    "public pages answer TRACE and DELETE": [
        "portal/test_security.py::test_a_public_address_is_only_read",
        "web/test_api.py::test_the_api_only_reads",
    ],
    "a page without violations scrolls sideways": [
        "browser/test_accessibility.py::test_a_page_never_scrolls_sideways_whatever_the_spacing",
    ],
    "an audit without a source finds no holes": [
        "portal/test_audit.py::test_without_a_source_the_audit_says_that_there_was_none",
        "portal/test_audit.py::test_a_source_that_calls_the_known_bad_pin_clean_is_not_believed",
    ],
    "curl saves a Cyrillic name as rubbish": [
        "tables/test_csv.py::test_the_file_has_a_plain_and_a_russian_name",
    ],
}


def missing(traps: dict[str, list[str]], files: dict[str, str]) -> list[str]:
    """Return the traps without a test, and the tests that are named in vain or cannot fail.

    Args:
        traps: the tests of each trap, as file (below ``tests/``) and function.
        files: the texts of all tests by path.
    """
    named = [test for tests in traps.values() for test in tests]
    empty = [trap for trap, tests in traps.items() if not tests]
    return empty + sorted(set(named) - asserting_tests(files))


def test_every_trap_is_held_shut_by_a_test():
    assert missing(TRAPS, ours()) == []


@pytest.mark.parametrize(
    "traps", [{"a trap": []}, {"a trap": ["test_x.py::test_gone"]}, {"a": ["test_y.py::test_it"]}]
)
def test_a_trap_without_its_test_is_found(traps):
    assert missing(traps, {"tests/test_x.py": "def test_it(): assert works()"})


def test_traps_whose_tests_were_emptied_are_found():
    named = {test for tests in TRAPS.values() for test in tests}
    assert set(missing(TRAPS, {path: emptied(text) for path, text in ours().items()})) == named


def ours() -> dict[str, str]:
    return texts("tests/*.py")


def emptied(text: str) -> str:
    """Return a module with the bodies of all its tests taken out."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            node.body = [ast.Pass()]
    return ast.unparse(tree)


def powerless(files: dict[str, str]) -> list[str]:
    """Return the tests that assert nothing, and so can never fail."""
    every = {
        f"{path.removeprefix('tests/')}::{node.name}"
        for path, text in files.items()
        for node in functions_of(text)
        if node.name.startswith("test_")
    }
    return sorted(every - asserting_tests(files))


def test_every_test_can_fail():
    assert powerless(ours()) == []


@pytest.mark.parametrize(
    "body",
    ["pass", "assert True", "print(works())", "works()"],
)
def test_a_test_that_cannot_fail_is_found(body):
    text = f"def test_it():\n    {body}"
    assert powerless({"tests/test_x.py": text}) == ["test_x.py::test_it"]


@pytest.mark.parametrize(
    "text",
    [
        "def test_it():\n    with pytest.raises(ValueError):\n        works()",
        "def check():\n    assert works()\ndef test_it():\n    check()",
        "def deep():\n    assert x\ndef check():\n    deep()\ndef test_it():\n    check()",
    ],
)
def test_a_test_that_fails_through_what_it_calls_is_left_alone(text):
    assert powerless({"tests/test_x.py": text}) == []
