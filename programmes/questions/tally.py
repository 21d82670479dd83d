"""What a process has counted and not written down yet: bounded, whoever asks how much."""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

MAX_WAITING = 500  # different questions between two writings
MAX_OF_A_NETWORK = 10  # different questions of one network address in an hour
MAX_NETWORKS = 2000
HOUR_SECONDS = 60 * 60


@dataclass
class Counted:
    """How often each question was asked, by its words, and how many were left out."""

    numbers: Counter[str] = field(default_factory=Counter)
    left_out: int = 0

    def __bool__(self):
        return bool(self.numbers or self.left_out)


class Tally:
    """Counts for any number of threads.

    One network address counts once an hour for a question, and for a few questions at all: a
    robot cannot fill the room of the others. Of the address nothing is remembered but a number
    made of it, which no other process could make, in memory and for an hour.
    """

    def __init__(self):
        self._lock = Lock()
        self._counted = Counted()
        self._asked: dict[int, set[int]] = {}
        self._hour = 0

    def add(self, words: str, network: str) -> None:
        """Count a question.

        Args:
            words: as they may be kept.
            network: whoever asks.
        """
        with self._lock:
            asked = self._asked_by(network)
            mark = hash(words)
            if mark in asked:
                return
            numbers = self._counted.numbers
            is_new = words not in numbers and len(numbers) >= MAX_WAITING
            if is_new or len(asked) >= MAX_OF_A_NETWORK:
                self._counted.left_out += 1
                return
            asked.add(mark)
            numbers[words] += 1

    def _asked_by(self, network: str) -> set[int]:
        """Return what an address has asked in this hour.

        When there are too many of them all are forgotten: what then counts twice is less harm
        than what would not be counted.
        """
        hour = int(monotonic() // HOUR_SECONDS)
        if hour != self._hour or len(self._asked) >= MAX_NETWORKS:
            self._asked, self._hour = {}, hour
        return self._asked.setdefault(hash(network), set())

    def take(self) -> Counted:
        """Return what was counted, and begin anew."""
        with self._lock:
            taken, self._counted = self._counted, Counted()
        return taken

    def give_back(self, taken: Counted) -> None:
        """Count again what could not be written down, as far as there is room."""
        with self._lock:
            numbers = self._counted.numbers
            self._counted.left_out += taken.left_out
            for words, number in taken.numbers.items():
                if words in numbers or len(numbers) < MAX_WAITING:
                    numbers[words] += number
                else:
                    self._counted.left_out += number
