"""A thousand requests that no browser would send: each is answered or dropped, none is a 500."""

import random
from collections import Counter

import pytest

from tests.faults.malformed import malformed, status_of
from tests.faults.servers import answers, running

pytestmark = pytest.mark.slow

COUNT = 1000
SEED = 2026


def test_a_thousand_malformed_requests_meet_no_500(on_sqlite, figure):
    choose = random.Random(SEED)
    statuses = Counter()
    with running(on_sqlite()) as portal:
        (port,) = portal.ports
        for _ in range(COUNT):
            request = malformed(choose, b"127.0.0.1")
            status = status_of(port, request)
            statuses[status] += 1
            assert status != 500, request[:300]
        assert answers(port)
        log = portal.log()
    figure(f"{COUNT} requests: {dict(sorted(statuses.items()))}")
    assert '"level": "error"' not in log, log[log.index('"level": "error"') - 100 :][:1500]
    assert {200, 400, 404, 405} <= set(statuses)
