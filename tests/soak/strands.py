"""What editors write and readers find: numbered, so that an answer shows of which state it is."""

import re
import time
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

FRESH_SECONDS = 5.0
"""How old an answer may be: a second of nginx's, a replica that follows, some waiting."""
RETURNING_SECONDS = 60.0
"""The same while a replica comes back: for so long whoever has saved is kept away from replicas."""
NOTHING = 0  # the number of a member that the public does not see


@dataclass
class State:
    """What one write left.

    Attributes:
        numbers: the number of each member, ``NOTHING`` where it is not public.
        began: when the write was sent; before that nobody can have read it.
        ended: when its writer knew that it is there; from then on everybody should read it.
    """

    numbers: tuple[int, ...]
    began: float
    ended: float = float("inf")


@dataclass
class Strand:
    """Numbers that one editor writes into some records, one write after the other.

    Attributes:
        name: what is written there.
        pattern: finds the numbers in a text.
        states: what its writes left, in their order; the last may still be in doubt.
    """

    name: str
    pattern: re.Pattern
    states: list[State] = field(default_factory=list)

    def begin(self, numbers: Iterable[int]) -> None:
        """Note that a write is being sent, after which the members have these numbers."""
        self.states.append(State(tuple(numbers), time.monotonic()))

    def keep(self) -> None:
        """Note that the last write is there."""
        self.states[-1].ended = time.monotonic()

    def drop(self) -> None:
        """Note that the last write is not there and never was."""
        self.states.pop()

    @property
    def numbers(self) -> tuple[int, ...]:
        """What the members have after the last write."""
        return self.states[-1].numbers

    def found(self, text: str) -> frozenset[int]:
        """Return the numbers that stand in a text."""
        return frozenset(int(number) for number in self.pattern.findall(text))


@dataclass(frozen=True)
class Reading:
    """What somebody has read of a strand.

    Attributes:
        strand: of which.
        members: which of its records the answer had to show; all of them by default.
        found: the numbers that it showed.
        began: when it was asked for.
        ended: when it had come.
        what: the reader and the address.
        is_own: whether the writer himself has read it, who must see what he has just saved.
        request: the number of the request, by which the proxy's log knows it.
    """

    strand: Strand
    found: frozenset[int]
    began: float
    ended: float
    what: str
    members: tuple[int, ...] | None = None
    is_own: bool = False
    request: str = ""


def ages(reading: Reading) -> list[float]:
    """Return how old each state was that an answer may be of, in seconds; none if of no state.

    A state that still held when the question was asked is not old.
    """
    states = reading.strand.states
    ends = [state.ended for state in states[1:]] + [float("inf")]
    return [
        max(0.0, reading.began - end)
        for state, end in zip(states, ends, strict=True)
        if shown(state.numbers, reading.members) == reading.found and state.began <= reading.ended
    ]


def objection(
    reading: Reading, returning: list[tuple[float, float]], copied: Container[str] = ()
) -> str:
    """Return what is wrong with what somebody has read; empty if nothing is.

    Args:
        returning: when replicas came back and did not yet have everything, as pairs of seconds.
        copied: the requests to which the proxy gave its copy while another one asked whether it
            still holds, or because the portal did not answer: nothing says how old that may be.
    """
    possible = ages(reading)
    if not possible:
        return f"{reading.what}: {reading.strand.name} {sorted(reading.found)} was never so"
    is_returning = any(a <= reading.ended and reading.began <= b for a, b in returning)
    allowed = RETURNING_SECONDS if is_returning else FRESH_SECONDS
    age = min(possible)
    if reading.request in copied:
        return ""
    if age > (0.0 if reading.is_own else allowed):
        return f"{reading.what}: {reading.strand.name} {sorted(reading.found)} is {age:.1f} s old"
    return ""


def shown(numbers: tuple[int, ...], members: tuple[int, ...] | None) -> frozenset[int]:
    """Return the numbers that an answer shows of some members of a state."""
    chosen = numbers if members is None else [numbers[member] for member in members]
    return frozenset(chosen) - {NOTHING}
