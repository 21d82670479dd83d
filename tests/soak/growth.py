"""Whether what was measured every minute grows: the second quarter of the time against the last."""

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

MEGABYTE = 2**20


@dataclass(frozen=True)
class Bound:
    """How much of something may be more in the last quarter than in the second.

    Attributes:
        share: of what it was.
        more: besides.
        most: what has a limit of its own may grow up to there.
    """

    share: float
    more: float
    most: float = 0.0

    def widened(self, times: float) -> "Bound":
        """Return a bound that lets so many times more pass."""
        return Bound(self.share * times, self.more * times, self.most)


@dataclass(frozen=True)
class Growth:
    """What became of one figure.

    Attributes:
        name: of what.
        before, after: the medians of the second and of the last quarter.
        bound: how much more it may be.
    """

    name: str
    before: float
    after: float
    bound: Bound

    @property
    def is_bounded(self) -> bool:
        """Whether it has not grown by more than it may."""
        most = self.before * (1 + self.bound.share) + self.bound.more
        return self.after <= max(most, self.bound.most)


def growth(name: str, values: list[float], bound: Bound) -> Growth:
    """Compare the quarters of a series.

    The first quarter is left out: caches fill in it.

    Raises:
        ValueError: there are too few values to tell.
    """
    quarter = len(values) // 4
    if not quarter:
        raise ValueError(f"{name}: {len(values)} values are too few")
    return Growth(name, median(values[quarter : 2 * quarter]), median(values[-quarter:]), bound)


def differences(values: list[float]) -> list[float]:
    """Return by how much each value is more than the one before: the pace of what has to grow."""
    return [after - before for before, after in pairwise(values)]
