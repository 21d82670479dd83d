"""An editor who saves the same programme again and again, whatever becomes of the database."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException

from tests.faults.editor import Editor, fields_of, saved
from tests.faults.load import AtWork

SLUG = "start-in-moscow"
THINKS_SECONDS = 0.2  # between two saves


@dataclass
class Saver(AtWork):
    """The editor at work, from entering the block to leaving it; the block may be entered again.

    Attributes:
        editor: who is signed in.
        thinks: for how many seconds, between two saves.
        kept: the number of each save that the portal has acknowledged, and when.
        refused: how many it has refused with a 503.
        unsure: the refused ones that turned out to be there, since only the word of it was lost.
        wrong: what was neither, and what was acknowledged and is not there.
    """

    editor: Editor
    thinks: float = THINKS_SECONDS
    kept: list[tuple[int, float]] = field(default_factory=list)
    refused: int = 0
    unsure: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    _number: int = 0

    def __enter__(self):
        self._path, self._fields = self.editor.form(SLUG)
        return super().__enter__()

    def _work(self):
        while not self._over.wait(self.thinks):
            if not self._fields and not self._open():
                continue
            self._number += 1
            answer = self._answer(
                self.editor.send, self._fields, title=f"Название {self._number}", _continue="1"
            )
            self._fields = []
            if saved(answer):
                self.kept.append((self._number, time.monotonic()))
                self._fields = fields_of(answer[1], "title")
            else:
                self._note(*answer)
        while not self._open():
            time.sleep(THINKS_SECONDS)

    def _open(self) -> bool:
        """Open the form and hold its title against what was acknowledged; tell whether it came."""
        status, page = self._answer(self.editor.open)
        if status != 200:
            self._note(status, page)
            return False
        self._fields = fields_of(page, "title")
        there = int(dict(self._fields)["title"].rpartition(" ")[2])
        last = self.kept[-1][0] if self.kept else 0
        if there > last:
            self.unsure.append(there)
        elif there < last:
            self.wrong.append(f"{last} was acknowledged, {there} is there")
        return True

    def _answer(self, ask: Callable, *arguments, **typed: str) -> tuple[int, str]:
        """Ask for the form or send it; an answer that is lost has the status 0."""
        try:
            return ask(self._path, *arguments, **typed)
        except (OSError, HTTPException) as error:
            return 0, repr(error)

    def _note(self, status: int, page: str) -> None:
        if status == 503:
            self.refused += 1
        else:
            self.wrong.append(f"{status}: {page[:300]}")

    # --- What became of it --------------------------------------------------------------------

    def first_after(self, moment: float) -> float:
        """Return how many seconds after a moment the next save was acknowledged."""
        return next((when for _, when in self.kept if when > moment), float("inf")) - moment

    def summary(self) -> str:
        """Return the figures in one line."""
        return (
            f"{len(self.kept)} kept, {self.refused} refused, of which {len(self.unsure)} are there"
            f" all the same, {len(self.wrong)} wrong"
        )
