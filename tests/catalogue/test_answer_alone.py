"""One answer is made without waiting for another: threads that wait for each other hang."""

import threading
from types import SimpleNamespace

from pyroaring import BitMap

from programmes.catalogue.answer import Answer

WAITS_SECONDS = 5


class Waiting(Answer):
    """An answer that waits for something while it is made, as for a part of the snapshot."""

    def __init__(self):
        super().__init__(SimpleNamespace(refusals=[]), SimpleNamespace(sets=None), 20)
        self.begun, self.go_on = threading.Event(), threading.Event()

    def _selected(self, without=""):
        self.begun.set()
        self.go_on.wait(WAITS_SECONDS)
        return BitMap([1])


def test_an_answer_is_made_while_another_one_waits():
    first, second = Waiting(), Waiting()
    second.go_on.set()
    threads = [threading.Thread(target=lambda made=made: made.count) for made in (first, second)]
    threads[0].start()
    assert first.begun.wait(WAITS_SECONDS)
    threads[1].start()
    threads[1].join(WAITS_SECONDS / 2)
    is_waiting = threads[1].is_alive()
    first.go_on.set()
    for thread in threads:
        thread.join()
    assert not is_waiting
