"""The judge of growth notices a leak, and takes neither warming up nor noise for one."""

import pytest

from tests.soak.growth import Bound, differences, growth
from tests.soak.measuring import BOUNDS
from tests.soak.stack import UNITS

MEMORY = BOUNDS["private MB"]
DESCRIPTORS = BOUNDS["descriptors"]


def bounded(values, bound=MEMORY) -> bool:
    return growth("x", values, bound).is_bounded


def test_what_stays_is_flat():
    assert bounded([200.0] * 60)


def test_caches_that_fill_in_the_first_quarter_are_no_leak():
    assert bounded([100 + 10 * min(minute, 14) for minute in range(60)])


def test_noise_and_single_peaks_are_no_leak():
    assert bounded([200 + 15 * (minute % 3) + 500 * (minute == 55) for minute in range(60)])


def test_a_megabyte_a_minute_is_a_leak():
    assert not bounded([200.0 + minute for minute in range(60)])


def test_what_has_doubled_is_found_however_small_the_last_quarter_is():
    assert not bounded([20, 20, 21, 40], Bound(0.1, 8))


def test_one_descriptor_in_three_minutes_is_a_leak():
    assert not bounded([40 + minute // 3 for minute in range(60)], DESCRIPTORS)
    assert bounded([40 + minute % 4 for minute in range(60)], DESCRIPTORS)


def test_what_has_a_limit_of_its_own_may_grow_up_to_it():
    assert bounded([2 * minute for minute in range(60)], Bound(0.05, 8, most=110))
    assert not bounded([2 * minute for minute in range(60)], Bound(0.05, 8, most=100))


def test_the_limits_are_those_of_the_shipped_files():
    compose = (UNITS / "container/compose.yml").read_text()
    assert "--maxmemory, 128mb, --maxmemory-policy, allkeys-lru" in compose
    assert "max_size=1g" in (UNITS / "nginx.conf").read_text()


def test_what_has_to_grow_is_judged_by_its_pace():
    steady = differences([50.0 * minute for minute in range(60)])
    faster = differences([2.0 * minute**2 for minute in range(60)])
    assert bounded(steady, BOUNDS["KB a minute"])
    assert not bounded(faster, BOUNDS["KB a minute"])


def test_too_few_values_tell_nothing():
    with pytest.raises(ValueError, match="too few"):
        bounded([1, 2, 3])
