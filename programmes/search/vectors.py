"""Word vectors of Russian: 250,000 words of news as navec made them, read where they lie.

The file is in the package ``natasha``, which is installed for it alone and never imported. Its
vectors are quantised by products: https://github.com/natasha/navec#documentation
"""

import gzip
import importlib.util
import tarfile
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

_PACKAGE = "natasha"
_FILE = "data/emb/navec_news_v1_1B_250K_300d_100q.tar"
_HEAD = np.dtype([("words", "<u4"), ("dimensions", "<u4"), ("parts", "<u4"), ("centroids", "<u4")])


class Vectors:
    """Words and their vectors.

    The vectors are mapped into memory: all processes of a machine share the pages. The words
    are one block of bytes, four megabytes a process, found by bisection.

    Args:
        path: the archive as navec publishes it.
    """

    def __init__(self, path: Path):
        with tarfile.open(path) as archive:
            vocabulary = gzip.decompress(archive.extractfile("vocab.bin").read())
            start = archive.getmember("pq.bin").offset_data
        size = int(np.frombuffer(vocabulary, "<u4", 1)[0])
        self._counts = np.frombuffer(vocabulary, "<u4", size, offset=4).copy()  # not all its words
        self._total = int(self._counts.sum(dtype="u8"))
        self._text = vocabulary[4 * (size + 1) :]
        ends = np.flatnonzero(np.frombuffer(self._text, "u1") == ord("\n"))
        self._ends = np.append(ends, len(self._text)).astype("u4")
        head = np.fromfile(path, _HEAD, 1, offset=start)[0]
        shape = int(head["words"]), int(head["parts"])
        of_codes = start + _HEAD.itemsize
        self._codes = np.memmap(path, "u1", "r", of_codes, shape)
        each = int(head["dimensions"]) // shape[1]
        values = np.fromfile(
            path,
            "<f4",
            shape[1] * int(head["centroids"]) * each,
            offset=of_codes + shape[0] * shape[1],
        )
        self._centroids = values.reshape(shape[1], int(head["centroids"]), each)

    def place(self, word: str) -> int | None:
        """Return where a normalised word stands; None when the news do not have it."""
        wanted = word.encode()
        # the last two entries are navec's own and stand out of order
        found = bisect_left(range(len(self._ends) - 2), wanted, key=self._word)
        return found if self._word(found) == wanted else None

    def share(self, place: int) -> float:
        """Return which share of all words of the news the word is."""
        return float(self._counts[place]) / self._total

    def of(self, places: Sequence[int]) -> np.ndarray:
        """Return vectors of length one, a row for each place."""
        codes = self._codes[list(places)]
        rows = self._centroids[np.arange(codes.shape[1]), codes].reshape(len(codes), -1)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def _word(self, place: int) -> bytes:
        start = int(self._ends[place - 1]) + 1 if place else 0
        return self._text[start : self._ends[place]]


@cache
def installed() -> Vectors | None:
    """Return the vectors of this machine; None where the package is not installed."""
    package = importlib.util.find_spec(_PACKAGE)
    if package is None or not package.submodule_search_locations:
        return None
    path = Path(package.submodule_search_locations[0]) / _FILE
    return Vectors(path) if path.is_file() else None
