"""Room for a request's calls: on one piece of memory, whatever their depth."""

from collections.abc import Callable
from functools import wraps

ROOM_WORDS = 2**14
"""Of eight bytes. CPython takes twice as many, and only what is used of them is real memory."""


def with_room(call: Callable) -> Callable:
    """Return a function that does the same and gives all that it calls one piece of stack.

    CPython keeps the frames of calls on pieces of 16 kB and gives a piece back as soon as it is
    empty. A loop at the end of one, be it that of a template, then asks the system for memory at
    each turn: half of a list's time (https://github.com/python/cpython/issues/142183, mended in
    3.13 and later; 3.11 and 3.12 get corrections of security alone). A function that says it needs
    more gets a larger piece, and what it calls lies on the rest of that.
    """

    @wraps(call)
    def roomy(*args, **kwargs):
        return call(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=ROOM_WORDS)
    return roomy
