"""What a process keeps in memory, bounded by size: what was asked for least recently goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache

Value = TypeVar("Value")


class BoundedCache(Generic[Value]):
    """Values by key for any number of threads.

    Args:
        most: the size of all values together.
        size_of: the size of one value, in the same unit: bytes, unless the owner says otherwise.
    """

    def __init__(self, most: int, size_of: Callable[[Value], int]):
        self.most, self.size_of = most, size_of
        self.size = 0
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Value | None:
        """Return the value of a key, None where there is none."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def set(self, key: Hashable, value: Value) -> None:
        """Keep a value, unless it alone is too large, and let others go to make room for it."""
        size = self.size_of(value)
        with self._lock:
            if key in self._values:
                self.size -= self.size_of(self._values.pop(key))
            if size > self.most:
                return
            self._values[key] = value
            self.size += size
            while self.size > self.most:
                _, gone = self._values.popitem(last=False)
                self.size -= self.size_of(gone)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self.size = 0

    def __len__(self) -> int:
        return len(self._values)


class MemoryCache(LocMemCache):
    """Django's cache in a process, bounded by bytes as well as by number (``MAX_BYTES``)."""

    def __init__(self, name, params):
        super().__init__(name, params)
        self._max_bytes = params["OPTIONS"]["MAX_BYTES"]

    def _set(self, key, value, timeout=DEFAULT_TIMEOUT):
        super()._set(key, value, timeout)
        # a sum over some hundred lengths takes microseconds, and cannot go wrong as a count could
        while sum(map(len, self._cache.values())) > self._max_bytes:
            oldest, _ = self._cache.popitem()
            del self._expire_info[oldest]
