"""What the soak takes from the shipped files is there."""

import pytest

from tests.soak.people import every
from tests.soak.stack import commands


@pytest.mark.parametrize(
    ("unit", "some"),
    [
        ("portal-mail.service", ["send_mail"]),
        ("portal-daily.service", ["clearsessions"]),
        ("portal-daily.service", ["backup"]),
    ],
)
def test_the_timers_run_what_their_units_run(unit, some):
    assert some in commands(unit)


def test_a_unit_that_runs_something_else_has_no_commands_of_the_portal():
    assert commands("portal@.service") == []


def test_what_is_due_every_minute_is_due_once_a_minute():
    is_due = every(60, begin=1000)
    assert [second for second in range(1000, 1200, 10) if is_due(second)] == [1060, 1120, 1180]
