"""The stack of a request is one piece of memory."""

import resource
import threading

from portal.stack import with_room

DEPTHS = 300
"""Of calls: more than fit a piece of 16 kB, so that some depth is the end of one."""
CALLS = 200


def leaf():
    pass


# larger than a frame of the function below: at some depth it is the first that does not fit
leaf.__code__ = leaf.__code__.replace(co_stacksize=100)


def faults_at(depth):
    """Call a function again and again, so many calls deep; return how often memory was missing."""
    if depth:
        return faults_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(CALLS):
        leaf()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def in_a_thread_of_its_own(call):
    found = []
    thread = threading.Thread(target=lambda: found.append(call()))
    thread.start()
    thread.join()
    return found[0]


def test_at_no_depth_does_each_call_ask_for_memory():
    most = with_room(lambda: max(map(faults_at, range(DEPTHS))))
    assert in_a_thread_of_its_own(most) < CALLS


def test_the_function_does_what_it_did():
    assert with_room(divmod)(7, 2) == (3, 1)
