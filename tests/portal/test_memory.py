"""What a process keeps is bounded by size, and what was asked for least recently goes first."""

import pickle
import threading

import pytest
from django.core.cache import caches

from portal.memory import BoundedCache, MemoryCache


@pytest.fixture
def cache():
    """A cache for ten letters."""
    return BoundedCache(10, size_of=len)


def kept(cache, keys="abcd"):
    return [key for key in keys if cache.get(key) is not None]


def test_what_is_kept_is_found(cache):
    cache.set("a", "один")
    assert (cache.get("a"), cache.get("b")) == ("один", None)
    assert (cache.size, len(cache)) == (4, 1)


def test_the_oldest_goes_when_there_is_no_room(cache):
    for key in "abc":
        cache.set(key, "пять!")
    assert kept(cache) == ["b", "c"]
    assert cache.size == 10


def test_what_was_asked_for_stays_longer(cache):
    cache.set("a", "пять!")
    cache.set("b", "пять!")
    cache.get("a")
    cache.set("c", "пять!")
    assert kept(cache) == ["a", "c"]


def test_several_go_for_one_that_is_large(cache):
    for key in "abc":
        cache.set(key, "три")
    cache.set("d", "x" * 8)
    assert kept(cache) == ["d"]


def test_what_just_fits_is_kept_and_what_does_not_is_not(cache):
    cache.set("a", "x" * 10)
    assert kept(cache) == ["a"]
    cache.set("b", "x" * 11)
    assert kept(cache) == ["a"]


def test_a_value_that_grew_too_large_leaves_nothing_behind(cache):
    cache.set("a", "раз")
    cache.set("a", "x" * 11)
    assert (kept(cache), cache.size) == ([], 0)


def test_a_value_set_again_counts_once_and_is_the_newest(cache):
    cache.set("a", "раз")
    cache.set("b", "два")
    cache.set("a", "четыре")
    assert cache.size == 9
    cache.set("c", "ещё")
    assert kept(cache) == ["a", "c"]


def test_a_cleared_cache_is_empty(cache):
    cache.set("a", "раз")
    cache.clear()
    assert (kept(cache), cache.size, len(cache)) == ([], 0, 0)


@pytest.mark.parametrize(
    "use",
    [lambda each: each.get("a"), lambda each: each.set("a", "раз"), lambda each: each.clear()],
)
def test_nobody_uses_it_while_another_thread_does(cache, use):
    thread = threading.Thread(target=use, args=[cache])
    with cache._lock:
        thread.start()
        thread.join(0.1)
        assert thread.is_alive()
    thread.join()


def test_djangos_cache_in_a_process_is_bounded_by_bytes():
    cache = MemoryCache("bounded", {"OPTIONS": {"MAX_BYTES": 1000, "MAX_ENTRIES": 600}})
    for number in range(20):
        cache.set(number, b"x" * 200)
    assert [number for number in range(20) if cache.get(number)] == [16, 17, 18, 19]
    assert len(cache._expire_info) == len(cache._cache)
    cache.clear()


def test_what_just_fits_into_djangos_cache_stays():
    size = len(pickle.dumps(b"x" * 200, pickle.HIGHEST_PROTOCOL))
    cache = MemoryCache("fitting", {"OPTIONS": {"MAX_BYTES": 2 * size}})
    for number in range(3):
        cache.set(number, b"x" * 200)
    assert [number for number in range(3) if cache.get(number)] == [1, 2]
    cache.clear()


def test_the_portals_own_cache_is_that_one(settings):
    assert isinstance(caches["default"], MemoryCache)
    assert settings.CACHES["default"]["OPTIONS"]["MAX_BYTES"] <= 32 * 2**20
